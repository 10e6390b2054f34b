import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwnMailServer } from "./own-mail-server.ts";

const rows: [string, unknown, string, boolean][] = [
  ["smtp", { host: "mail.example.org" }, "mail.example.org", true],
  ["smtp", { host: "Mail.Example.org.:587" }, "mail.example.org", true],
  [
    "mail",
    { host: "mail.example.org:25", to: "a@b.c" },
    "MAIL.example.org",
    true,
  ],
  ["smtp", { host: "[2001:db8::25]:587" }, "2001:db8::25", true],
  ["smtp", { host: "2001:db8::25" }, "2001:db8::25", true],
  ["smtp", { host: "mail2.example.org" }, "mail.example.org", false],
  ["imap", { host: "mail.example.org" }, "mail.example.org", false],
  ["smtp", {}, "mail.example.org", false],
  ["smtp", null, "mail.example.org", false],
];

test("a monitor of the server that our own mails go through", () => {
  for (const [type, settings, host, expected] of rows)
    assert.equal(
      isOwnMailServer({ type, settings }, host),
      expected,
      JSON.stringify([type, settings, host]),
    );
});
