import assert from "node:assert/strict";
import { test } from "node:test";
import { SecretBox } from "../base/secret-box.ts";
import { openTicket, sealTicket } from "./sealed-ticket.ts";

const box = new SecretBox("a key for tests, of enough characters");
const ticket = { token: "token", secret: "very secret" };

test("a ticket opens for whoever has the key and for its namespace, and tells nobody else anything", () => {
  const sealed = sealTicket(box, "iati", ticket);
  assert.ok(sealed.length < 2_000 && !sealed.includes("secret"));
  assert.deepEqual(openTicket(box, sealed), { slug: "iati", ticket });
  assert.equal(openTicket(box, sealed.replace("iati", "di")), undefined);
  assert.equal(
    openTicket(new SecretBox("another key of enough characters"), sealed),
    undefined,
  );
  for (const broken of [
    "",
    "{}",
    "null",
    sealed.slice(0, -9),
    '{"slug":"iati","keyId":"x","sealed":"!"}',
  ])
    assert.equal(openTicket(box, broken), undefined, broken);
});
