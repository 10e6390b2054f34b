import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../base/clock.ts";
import { HOUR } from "../../domain/time.ts";
import { CHANGES_CHANNEL } from "../../store/changes.ts";
import { openStore } from "../../store/db.ts";
import { listen } from "../../store/listen.ts";
import { testDatabase, testLog } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { plan } from "../../testing/maintenance.ts";
import { until } from "../../testing/until.ts";
import { editNamespace } from "../namespaces/edit-namespace.ts";
import { editService } from "../targets/edit-service.ts";

test("whoever shows the page hears at once of what was hidden, renamed and planned", async (t) => {
  const { connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "up");
  const { service } = added;

  let heard = 0;
  const stop = new AbortController();
  const ears = { clock: systemClock, log: testLog, signal: stop.signal };
  const listening = listen(connection, CHANGES_CHANNEL, () => heard++, ears);
  t.after(async () => {
    stop.abort();
    await listening;
  });
  await until("it listens", async () => heard === 1);

  const context = contextOf(store);
  for (const [index, change] of [
    async () =>
      granted(await editService(context, service.id, { public: false })),
    async () =>
      granted(await editService(context, service.id, { name: "Data" })),
    async () =>
      granted(await editNamespace(context, "iati", { name: "IATI data" })),
    async () => plan(store, service.id, Date.now() + HOUR),
  ].entries()) {
    await change();
    await until(`change ${index} is heard`, async () => heard === index + 2);
  }
  assert.equal(heard, 5);
});
