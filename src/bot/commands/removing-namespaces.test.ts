import assert from "node:assert/strict";
import { test } from "node:test";
import { addWebhook } from "../../actions/audience/webhooks.ts";
import { addMonitor } from "../../actions/targets/add-monitor.ts";
import { findRemoved } from "../../actions/targets/find-removed.ts";
import { findTopic } from "../../actions/audience/subscriptions.ts";
import { rows } from "../../store/db.ts";
import { publicNamespaces } from "../../store/views/public.ts";
import {
  contextOf,
  granted,
  makeAccount,
  makeMonitor,
  makeNamespace,
  monitorFields,
} from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

test("an empty namespace is removed after a question, by its owners and admins, with all who hear of it", async (t) => {
  const office = await openOffice(t);
  const { store } = office;
  const context = contextOf(store);
  await makeNamespace(store, { owners: ["UBEN000001"] });
  await makeNamespace(store, { slug: "di" });
  await makeAccount(store, "iati");
  const hook = { url: "https://hooks.example.org/x", key: null };
  const found = await findTopic(context, "iati");
  assert.ok(found.ok);
  granted(await addWebhook(context, hook, null, found.topic));
  await makeMonitor(store);
  const ask = (typed: string, user = "ada"): Promise<string> =>
    office.ask(`/allswell ${typed}`, { user, channel: "#iati-status" });

  assert.match(
    await ask("namespace remove iati", "cleo"),
    /^Only admins and the owners of IATI may remove it/,
  );
  assert.match(
    await ask("namespace remove iati", "ben"),
    /^IATI still has 1 service with 1 monitor: move or remove it first\. .*remove iati\/\*/,
  );
  assert.match(await ask("namespace remove nope"), /no namespace "nope"/);
  await office.press(
    await office.type("/allswell remove datastore"),
    "service_remove",
  );
  await ask('maintenance iati/* tomorrow 22:00 for 2h "Move"');
  assert.match(
    await ask("namespace remove iati"),
    /^Maintenance of all of IATI is planned or runs: 1 \(Move\)\. Cancel/,
  );
  await rows(
    store.db,
    "UPDATE maintenance_occurrences SET state = 'cancelled' RETURNING id",
  );

  const which = await office.type("/allswell namespace remove");
  const question = await office.press(which, "choose:1");
  assert.match(
    words(question),
    /^Remove the namespace IATI \(iati\)\? #iati, hooks\.example\.org \(JSON\) and @iati_status hear no more of it\. Datastore, removed lately, cannot be brought back any more\./,
  );
  const done = await office.press(question, "namespace_remove");
  assert.match(words(done), /^IATI is removed\./);

  assert.doesNotMatch(await ask("namespace list"), /iati/i);
  assert.deepEqual(
    (await publicNamespaces(store.db)).map(({ slug }) => slug),
    ["di"],
  );
  assert.deepEqual(
    await rows(store.db, "SELECT label, off_reason FROM outlets ORDER BY id"),
    [
      { label: "#iati", off_reason: null },
      { label: "#di", off_reason: null },
      {
        label: "@iati_status",
        off_reason: "@iati_status was disconnected by ada",
      },
      {
        label: "hooks.example.org (JSON)",
        off_reason: "it was removed by ada",
      },
    ],
  );
  assert.deepEqual(
    await rows(store.db, "SELECT owner FROM secrets WHERE owner ~ 'outlet'"),
    [],
  );
  assert.deepEqual((await office.audits()).map(({ verb }) => verb).slice(-3), [
    "disconnect",
    "webhook remove",
    "namespace remove",
  ]);
  const gone = await findRemoved(context, { named: "datastore" });
  assert.ok(!gone.ok, "nothing comes back into what is not there");
  const added = await addMonitor(context, monitorFields());
  assert.ok(!added.ok && added.kind === "not-found");

  assert.match(await ask("namespace remove iati"), /no namespace "iati"/);
  await makeNamespace(store, { name: "IATI anew" });
  assert.match(await ask("namespace list"), /IATI anew/);
});
