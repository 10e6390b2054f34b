import assert from "node:assert/strict";
import { test } from "node:test";
import { makeAccount, makeNamespace } from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

test("how an account does, and its end after a question; only for those who may", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeNamespace(office.store, { slug: "di" });
  await makeAccount(office.store, "iati");
  const all = await office.type("/allswell twitter status");
  assert.match(
    words(all),
    /DI: no account\n.*IATI: @iati_status, 0 posts this month, \$0\.00\n\[Connect DI\] \[IATI\]/s,
  );
  assert.match(
    words(await office.press(all, "choose:1", { block_id: "accounts" })),
    /@iati_status speaks for IATI on X/,
  );
  assert.match(
    await office.ask("/allswell mastodon"),
    /Accounts on Mastodon.*DI: no account.*IATI: no account/s,
  );
  assert.match(
    await office.ask("/allswell twitter status iati"),
    /@iati_status speaks for IATI on X\.\nThis month \(UTC\): 0 posts, \$0\.00/,
  );
  assert.match(await office.ask("/allswell x status nope"), /no namespace/);
  assert.match(
    await office.ask("/allswell twitter disconnect iati", { user: "ben" }),
    /Only admins may/,
  );
  const asked = await office.type("/allswell twitter disconnect iati");
  assert.match(words(asked), /^Shall @iati_status speak for IATI no more\?/);
  const done = await office.press(asked, "account_disconnect");
  assert.match(words(done), /does not speak for IATI any more/);
  assert.match(
    await office.ask("/allswell twitter status iati"),
    /No account speaks for IATI on X\./,
  );
  assert.deepEqual(
    (await office.audits()).map(({ verb, target }) => `${verb} ${target}`),
    ["disconnect iati x @iati_status"],
  );
});
