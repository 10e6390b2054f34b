import assert from "node:assert/strict";
import { test } from "node:test";
import { contactsOf } from "../../actions/people/contact.ts";
import { rows } from "../../store/db.ts";
import { contextOf } from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

const PHONE = "+442079460958";
const MAIL = "ada@private.example";

test("contact details go into a form, are sealed, masked, and can be forgotten", async (t) => {
  const office = await openOffice(t);
  const { store } = office;
  const form = await office.type("/allswell contact");
  assert.match(words(form), /never shown to anybody else/);
  const wrong = await office.submit({ phone: "12", mail: "nobody" });
  assert.match(JSON.stringify(wrong.errors), /with its country.*one address/);
  assert.equal(
    words(await office.submit({ phone: "0044 20 7946 0958", mail: MAIL })),
    "Kept, encrypted: your phone +44•••••58 and your mail a•••••@private.example. Nobody is shown it; allswell uses it when you are on call.",
  );
  assert.deepEqual(
    (await contactsOf(contextOf(store), ["UADA000001", "UBEN000001"])).get(
      "UADA000001",
    ),
    { phone: PHONE, mail: MAIL },
  );
  const again = await office.type("/allswell people me");
  assert.match(JSON.stringify(again.modal), /Now: \+44•••••58/);
  assert.doesNotMatch(JSON.stringify(again.modal), /2079460958|ada@private/);
  assert.equal(
    words(await office.submit({ forget: ["mail"] })),
    "Kept, encrypted: your phone +44•••••58. Nobody is shown it; allswell uses it when you are on call.",
  );
  const bens = await office.type("/allswell contact", { user: "ben" });
  assert.doesNotMatch(JSON.stringify(bens.modal), /Now:/);
  await office.slack.client.close({ user: "ada" });
  assert.equal(
    await office.ask("/allswell contact remove"),
    "No phone and no mail address of yours is kept.",
  );
  const [{ count } = { count: -1 }] = await rows<{ count: number }>(
    store.db,
    "SELECT count(*) AS count FROM secrets",
  );
  assert.equal(count, 0);
});

test("the audit says what changed and not to what, and a number typed into a channel is not taken", async (t) => {
  const office = await openOffice(t);
  await office.type("/allswell contact");
  await office.submit({ phone: PHONE });
  assert.match(
    await office.ask(`/allswell contact ${PHONE}`, { user: "ben" }),
    /^A number or an address is never typed into a channel/,
  );
  assert.deepEqual(await office.audits(), [
    { actor: "UADA000001", verb: "contact set", target: "phone" },
  ]);
  const kept = await rows(
    office.store.db,
    "SELECT row_to_json(a) AS row FROM audits a UNION ALL SELECT row_to_json(s) FROM secrets s",
  );
  assert.doesNotMatch(JSON.stringify(kept), /2079460958/);
  assert.match(
    await office.ask("@allswell contact", {
      user: "gus",
      channel: "#iati-status",
    }),
    /^Guests can look/,
  );
});
