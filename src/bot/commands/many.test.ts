import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../store/db.ts";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { startOwnClock } from "../../testing/patience.ts";

/** Eight services with a front page each in IATI, one of them with a search, and one service in DI that is ben's. */
async function furnish({ store }: Office) {
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", owners: ["UBEN000001"] });
  for (let n = 1; n <= 8; n++)
    await makeMonitor(store, { serviceName: `Service ${n}` });
  await makeMonitor(store, {
    serviceName: "Service 1",
    monitorName: "search",
  });
  await makeMonitor(store, { namespaceSlug: "di", serviceName: "Other" });
}

async function count({ store }: Office, kind: string): Promise<number> {
  const found = await rows(
    store.db,
    "SELECT 1 FROM monitor_states WHERE kind = $1",
    [kind],
  );
  return found.length;
}

test("many are paused after a question that counts them, a handful at once", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const asked = await office.type("/allswell pause iati/* for 2 hours");
  assert.equal(
    words(asked),
    "Pause 8 services for 2 h? `iati/*` means iati/Service 1, iati/Service 2, iati/Service 3, iati/Service 4 and 4 more.\n[Pause 8 services]",
  );
  assert.equal(await count(office, "paused"), 0);
  await makeMonitor(office.store, { serviceName: "Service 9" });
  const again = await office.press(asked, "many");
  assert.match(words(again), /^Pause 9 services for 2 h\?/);
  assert.equal(
    words(await office.press(again, "many")),
    "9 services are paused for 2 h (10 monitors).",
  );
  assert.equal(await count(office, "paused"), 10);
  assert.equal(
    await office.ask("/allswell resume *service 1*"),
    "1 service is looked at again (2 monitors).",
  );
  assert.equal(
    await office.ask("/allswell pause */search"),
    "1 monitor is paused (1 monitor).",
  );
  assert.equal(
    await office.ask("/allswell resume di/*"),
    "0 services are looked at again (0 monitors). 1 not: di/Other is not paused.",
  );
  assert.match(
    await office.ask("/allswell pause nothing*"),
    /^Nothing is called like that\. `\*` stands for anything/,
  );
});

test("nothing is removed without a question, and nobody does many things that they may not do one by one", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const own = await office.type("/allswell remove *", { user: "ben" });
  assert.equal(
    words(own),
    "Remove 1 service? `*` means di/Other. Their history stays. 8 more are not yours to change.\n[Remove 1 service]",
  );
  assert.equal(
    words(await office.press(own, "many", { user: "ben" })),
    "1 service is removed (1 monitor). 8 more are not yours to change. `/allswell restore` brings it back within 7 days.\n[Undo]",
  );
  assert.match(
    await office.ask("/allswell pause iati/*", { user: "ben" }),
    /^Only admins may change this/,
  );
  assert.equal(
    await office.ask("/allswell check */search"),
    "1 monitor of 1 monitor is looked at now; `/allswell list` shows what was seen.",
  );
  const hostile = [
    "*".repeat(199),
    `${"*a".repeat(99)}*`,
    "**/**",
    "*".repeat(5_000),
    "*<!channel>*",
    "*'; DROP TABLE services; --*",
  ];
  for (const pattern of hostile) {
    const clock = startOwnClock();
    assert.notEqual(await office.ask(`/allswell check "x" ${pattern}`), "");
    assert.ok(clock.stop() < 5_000, pattern);
  }
});
