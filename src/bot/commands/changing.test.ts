import assert from "node:assert/strict";
import { test } from "node:test";
import { SECOND } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

/** A Datastore with two monitors and a Registry, in IATI. */
async function furnish({ store }: Office) {
  await makeNamespace(store);
  const datastore = await makeMonitor(store);
  await makeMonitor(store, { monitorName: "search" });
  const registry = await makeMonitor(store, { serviceName: "Registry" });
  return { datastore, registry };
}

test("nothing is removed without a question, and what was removed answers kindly", async (t) => {
  const office = await openOffice(t);
  const { registry } = await furnish(office);
  const shown = await office.type("/allswell registry");
  const question = await office.type("/allswell remove datastore/search");
  assert.equal(
    words(question),
    "Remove the monitor iati/Datastore/search? Its history stays.\n[Remove iati/Datastore/search]",
  );
  assert.equal(
    words(await office.press(question, "monitor_remove")),
    "iati/Datastore/search is removed (1 monitor). `/allswell restore` brings it back within 7 days.\n[Undo]",
  );
  const whole = await office.type("/allswell remove registry");
  assert.match(words(whole), /^Remove iati\/Registry with all its monitors\?/);
  assert.equal(
    words(await office.press(whole, "service_remove")),
    "iati/Registry is removed (1 monitor). `/allswell restore` brings it back within 7 days.\n[Undo]",
  );
  for (const action of ["service_check", "service_pause", "service_remove"]) {
    const gone = await office.press(
      shown,
      action,
      action === "service_remove" ? { confirm: true } : {},
    );
    assert.match(
      words(gone),
      /^This was removed from allswell meanwhile; there is nothing left to do\./,
      action,
    );
  }
  assert.match(
    await office.ask("/allswell check registry"),
    /^Nothing is called "registry"/,
  );
  assert.equal(
    (
      await rows(
        office.store.db,
        "SELECT 1 FROM services WHERE id = $1 AND removed_at IS NOT NULL",
        [registry.service.id],
      )
    ).length,
    1,
  );
});

test("a check shows the evidence of one monitor, or of all of a service", async (t) => {
  const probe = async () => ({
    outcome: "down" as const,
    latencyMs: 7,
    reason: { kind: "status", text: "HTTP 503" },
    facts: { status: 503 },
  });
  const office = await openOffice(t, { tools: { probe } });
  await furnish(office);
  assert.match(
    await office.ask("/allswell check datastore"),
    /^:red_circle: \*front page\* down in 7 ms\nHTTP 503\nstatus {2}503\n:red_circle: \*search\* down/,
  );
  assert.match(
    await office.ask("/allswell recheck iati/datastore/search!"),
    /^:red_circle: \*search\* down/,
  );
  assert.match(
    words(
      await office.press(await office.type("/allswell check"), "pick:check:1"),
    ),
    /\*front page\* down/,
  );
});

test("an incident is taken on once, by number or by name, and never twice", async (t) => {
  const office = await openOffice(t);
  const { datastore, registry } = await furnish(office);
  for (const one of [datastore, registry])
    await believe(office.store, one, "down");
  assert.equal(
    await office.ask("/allswell ack 1"),
    "Incident 1 (Datastore) is yours. The team sees it; reminders to the team stop.",
  );
  assert.equal(
    await office.ask("/allswell ack #1"),
    "You have incident 1 (Datastore) already.",
  );
  assert.equal(
    await office.ask("/allswell ack datastore", { user: "ben" }),
    "ada has incident 1 (Datastore) already.",
  );
  const list = await office.type("/allswell ack");
  assert.match(
    words(list),
    /\[Acknowledge 2: Registry\] <What happened in …>$/,
  );
  assert.match(
    words(await office.press(list, "incident_ack:2")),
    /^Incident 2 \(Registry\) is yours/,
  );
  await believe(office.store, datastore, "up", { at: Date.now() + SECOND });
  assert.match(
    await office.ask("/allswell ack 1"),
    /^Incident 1 \(Datastore\) is over already; it lasted /,
  );
  assert.equal(
    await office.ask("/allswell ack datastore"),
    "Datastore has no open incident.",
  );
  assert.match(
    await office.ask("/allswell ack 99"),
    /^There is no incident 99\. /,
  );
  assert.match(
    await office.ask("/allswell ack 99999999999"),
    /^Nothing is called "99999999999"/,
  );
  assert.match(
    await office.ask("/allswell check 2"),
    /^:large_green_circle: \*front page\* up/,
  );
  assert.deepEqual(
    (await office.audits()).map(({ verb, target }) => `${verb} ${target}`),
    ["ack incident 1", "ack incident 2"],
  );
});
