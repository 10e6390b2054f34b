import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { DAY, HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import {
  atTime,
  deliveredTo,
  maintenanceFields,
  plan,
  saidOfMaintenance,
} from "../../testing/maintenance.ts";
import { addMonitor } from "../targets/add-monitor.ts";
import {
  cancelMaintenance,
  endMaintenance,
  extendMaintenance,
  skipMaintenance,
} from "./change-maintenance.ts";
import { findScopes, ofNamespace } from "./find-scopes.ts";
import { findTarget } from "../targets/find-target.ts";
import { pauseMonitors, resumeMonitors } from "../targets/pause-monitors.ts";
import { editMaintenance, planMaintenance } from "./plan-maintenance.ts";
import { runOneMaintenance } from "./run-maintenance.ts";
import { showMaintenances } from "./show-maintenance.ts";

const NOW = Date.now();

async function kinds(store: Store): Promise<Record<string, string>> {
  const found = await rows<{ name: string; kind: string }>(
    store.db,
    "SELECT m.name, t.kind FROM monitors m JOIN monitor_states t ON t.monitor_id = m.id ORDER BY m.id",
  );
  return Object.fromEntries(found.map(({ name, kind }) => [name, kind]));
}

async function statusOf(store: Store, serviceId: number): Promise<string> {
  const [row] = await rows<{ status: string }>(
    store.db,
    "SELECT status FROM services WHERE id = $1",
    [serviceId],
  );
  return row?.status ?? "";
}

async function occurrences(store: Store): Promise<string[]> {
  const found = await rows<{ state: string }>(
    store.db,
    "SELECT state FROM maintenance_occurrences ORDER BY id",
  );
  return found.map(({ state }) => state);
}

/** A namespace with a channel, an account on X, and a service that is up. */
async function scene(store: Store) {
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const added = await makeMonitor(store);
  await believe(store, added, "up", { at: NOW });
  return added;
}

const at = (store: Store, ms: number) => contextOf(store, { now: NOW + ms });

suite("the life of a window", () => {
  test("it is planned, begins and ends, and each is told once", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    await plan(store, service.id, NOW + HOUR);
    assert.equal(await atTime(at(store, HOUR - 1)), 0);
    assert.deepEqual(await kinds(store), { "front page": "up" });

    assert.equal(await atTime(at(store, HOUR)), 1);
    assert.deepEqual(await kinds(store), { "front page": "maintenance" });
    assert.equal(await statusOf(store, service.id), "maintenance");

    assert.equal(await atTime(at(store, 2 * HOUR)), 1);
    assert.deepEqual(await kinds(store), { "front page": "up" });
    assert.equal(await statusOf(store, service.id), "up");
    assert.equal(await atTime(at(store, 3 * HOUR)), 0);

    for (const label of ["#iati", "@iati_status"])
      assert.deepEqual(await deliveredTo(store, label), [
        "planned",
        "begins",
        "ends",
      ]);
    assert.deepEqual(await showMaintenances(at(store, 3 * HOUR)), []);
  });

  test("where its beginning was held back, its end is told to nobody of those", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    await plan(store, service.id, NOW, { now: NOW });
    await rows(
      store.db,
      `UPDATE deliveries d SET next_attempt_at = '9999-12-31T00:00:00Z' FROM outlets o
       WHERE o.id = d.outlet_id AND o.channel = 'x' RETURNING 1`,
    );
    assert.equal(await atTime(at(store, HOUR)), 1);
    assert.deepEqual(await deliveredTo(store, "#iati"), ["begins", "ends"]);
    assert.deepEqual(await deliveredTo(store, "@iati_status"), ["begins"]);
  });

  test("one that begins now begins at once, and says only that", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const planned = await plan(store, service.id, NOW, { now: NOW });
    assert.equal(planned.line.state, "running");
    assert.deepEqual(await kinds(store), { "front page": "maintenance" });
    assert.deepEqual(await saidOfMaintenance(store), ["begins"]);
  });

  test("several instances begin and end it once", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    await plan(store, service.id, NOW + HOUR);
    for (const ms of [HOUR, 2 * HOUR]) {
      const turns = await Promise.all(
        Array.from({ length: 5 }, () => runOneMaintenance(at(store, ms))),
      );
      assert.equal(turns.filter(Boolean).length, 1);
    }
    assert.deepEqual(await saidOfMaintenance(store), [
      "planned",
      "begins",
      "ends",
    ]);
  });

  test("customers hear nothing of it where nobody wants that", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    await plan(store, service.id, NOW + HOUR, { tellsCustomers: false });
    await atTime(at(store, HOUR));
    await atTime(at(store, 2 * HOUR));
    assert.deepEqual(await deliveredTo(store, "#iati"), [
      "planned",
      "begins",
      "ends",
    ]);
    assert.deepEqual(await deliveredTo(store, "@iati_status"), []);
  });

  test("it is extended, ended early and cancelled, and that is told", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const { line } = await plan(store, service.id, NOW + HOUR);
    await atTime(at(store, HOUR));
    const longer = granted(
      await extendMaintenance(at(store, HOUR), line.windowId, 30 * MINUTE),
    );
    assert.equal(longer.line?.endsAt, NOW + 2.5 * HOUR);
    assert.equal(await atTime(at(store, 2 * HOUR)), 0);
    granted(await endMaintenance(at(store, 2.2 * HOUR), line.windowId));
    assert.deepEqual(await kinds(store), { "front page": "up" });
    const late = await endMaintenance(at(store, 2.3 * HOUR), line.windowId);
    assert.equal(late.ok ? "" : late.kind, "not-found");

    const other = await plan(store, service.id, NOW + 5 * HOUR);
    granted(await cancelMaintenance(at(store, 3 * HOUR), other.line.windowId));
    assert.equal(await atTime(at(store, 5 * HOUR)), 0);
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "planned",
      "begins",
      "extended",
      "ends",
      "planned",
      "cancelled",
    ]);
    assert.deepEqual(await occurrences(store), ["ended", "cancelled"]);
  });

  test("customers do not hear that it is over what they did not hear of yet", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const stillSaid = async () =>
      (
        await rows<{ reason: string }>(
          store.db,
          `SELECT d.reason FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
           WHERE o.label = '@iati_status' AND d.state <> 'dropped' ORDER BY d.id`,
        )
      ).map(({ reason }) => reason);
    const mistake = await plan(store, service.id, NOW + HOUR, { now: NOW });
    granted(await cancelMaintenance(at(store, SECOND), mistake.line.windowId));
    assert.deepEqual(await stillSaid(), []);
    assert.deepEqual(await deliveredTo(store, "#iati"), [
      "planned",
      "cancelled",
    ]);

    const { line } = await plan(store, service.id, NOW, { now: NOW });
    granted(await endMaintenance(at(store, SECOND), line.windowId));
    assert.deepEqual(await stillSaid(), []);

    const other = await plan(store, service.id, NOW + HOUR, { now: NOW });
    granted(await cancelMaintenance(at(store, MINUTE), other.line.windowId));
    assert.deepEqual(await stillSaid(), ["planned", "cancelled"]);
  });

  test("one that is planned and is to last longer is at another time, not longer under way", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const { line } = await plan(store, service.id, NOW + HOUR);
    granted(
      await extendMaintenance(at(store, MINUTE), line.windowId, 30 * MINUTE),
    );
    assert.deepEqual(await saidOfMaintenance(store), ["planned", "moved"]);
  });

  test("a change of its time is told, a change of its title is not", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const { line } = await plan(store, service.id, NOW + HOUR);
    const edit = (from: number, title: string) =>
      editMaintenance(
        contextOf(store, { now: NOW }),
        line.windowId,
        maintenanceFields(service.id, from, { title }),
      );
    granted(await edit(NOW + HOUR, "DB upgrade to 18"));
    granted(await edit(NOW + 3 * HOUR, "DB upgrade to 18"));
    assert.deepEqual(await saidOfMaintenance(store), ["planned", "moved"]);
    assert.equal(await atTime(at(store, 2 * HOUR)), 0);
    assert.equal(await atTime(at(store, 3 * HOUR)), 1);
  });

  test("a title that is changed while it runs moves neither its end nor any later time", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const saturday = Date.UTC(2027, 0, 2, 23);
    const weekly = {
      rule: "FREQ=WEEKLY;BYDAY=SA;COUNT=3",
      until: saturday + 3 * HOUR,
      durationMs: 3 * HOUR,
    };
    const { line } = await plan(store, service.id, saturday, weekly);
    const sunday = saturday + 2 * HOUR;
    const later = (from: number, now: number) =>
      editMaintenance(
        contextOf(store, { now }),
        line.windowId,
        maintenanceFields(service.id, from, { ...weekly, title: "Later" }),
      );
    await atTime(contextOf(store, { now: saturday }));
    // Forms and the API say "now" of a beginning that is over.
    const running = granted(await later(sunday, sunday));
    assert.equal(running.line.startsAt, saturday);
    assert.equal(running.line.endsAt, saturday + 3 * HOUR);
    await atTime(contextOf(store, { now: saturday + 3 * HOUR }));
    for (const week of [1, 2]) {
      const from = saturday + 7 * DAY * week;
      weekly.until = from + 3 * HOUR;
      const { line: next } = granted(await later(from, from - HOUR));
      assert.deepEqual([next.startsAt, next.endsAt], [from, weekly.until]);
      await atTime(contextOf(store, { now: from }));
      await atTime(contextOf(store, { now: weekly.until }));
    }
    // It was to come three times.
    assert.deepEqual(await occurrences(store), ["ended", "ended", "ended"]);
    assert.deepEqual(
      [...new Set(await saidOfMaintenance(store))],
      ["planned", "begins", "ends"],
    );
  });

  test("what it covers may be changed while it runs", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const other = await makeMonitor(store, {
      serviceName: "Registry",
      monitorName: "registry page",
    });
    await believe(store, other, "up", { at: NOW });
    const { line } = await plan(store, service.id, NOW, { now: NOW });
    const request = {
      ...maintenanceFields(other.service.id, NOW),
      until: line.endsAt,
    };
    granted(await editMaintenance(at(store, MINUTE), line.windowId, request));
    assert.deepEqual(await kinds(store), {
      "front page": "up",
      "registry page": "maintenance",
    });
  });

  test("everything wrong with a request is said at once, at its field", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const refused = await planMaintenance(
      contextOf(store, { now: NOW }),
      maintenanceFields(service.id, NOW - 5 * HOUR, {
        title: " ",
        note: "x".repeat(2_001),
      }),
    );
    assert.deepEqual(
      refused.ok ? [] : refused.problems?.map(({ field }) => field),
      ["title", "note", "end"],
    );
    const nothing = await planMaintenance(contextOf(store), {
      ...maintenanceFields(service.id, NOW),
      scopes: [],
    });
    assert.deepEqual(
      nothing.ok ? [] : nothing.problems?.map(({ field }) => field),
      ["scope"],
    );
  });

  test("who may not change a service plans no maintenance of it", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const actor = { id: "UBEN", name: "Ben", role: "member" as const };
    const refused = await planMaintenance(
      contextOf(store, { actor, now: NOW }),
      maintenanceFields(service.id, NOW + HOUR),
    );
    assert.equal(refused.ok ? "" : refused.kind, "not-allowed");
    const { line } = await plan(store, service.id, NOW + HOUR);
    for (const verb of [endMaintenance, cancelMaintenance, skipMaintenance]) {
      const answer = await verb(
        contextOf(store, { actor, now: NOW }),
        line.windowId,
      );
      assert.equal(answer.ok ? "" : answer.kind, "not-allowed");
    }
    assert.deepEqual(await occurrences(store), ["planned"]);
  });
});

suite("after a time in which nobody was there", () => {
  test("what should have begun begins late, what should have ended ends", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    await plan(store, service.id, NOW + HOUR);
    assert.equal(await atTime(at(store, 1.5 * HOUR)), 1);
    assert.deepEqual(await occurrences(store), ["running"]);
    assert.equal(await atTime(at(store, 9 * HOUR)), 1);
    assert.deepEqual(await occurrences(store), ["ended"]);
    const [row] = await rows<{ ended_at: number }>(
      store.db,
      "SELECT ended_at FROM maintenance_occurrences",
    );
    assert.equal(row?.ended_at, NOW + 2 * HOUR);
  });

  test("one that was missed as a whole is marked so, and nothing stale is told", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    await plan(store, service.id, NOW + HOUR);
    await atTime(at(store, 3 * HOUR));
    assert.deepEqual(await occurrences(store), ["missed"]);
    assert.deepEqual(await saidOfMaintenance(store), ["planned"]);
    assert.deepEqual(await kinds(store), { "front page": "up" });
  });

  test("of one that comes every day only the next is planned, not each that was missed", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const daily = {
      rule: "FREQ=DAILY",
      until: NOW + 2 * HOUR,
      durationMs: HOUR,
    };
    await plan(store, service.id, NOW + HOUR, daily);
    await atTime(at(store, 30 * 24 * HOUR));
    assert.deepEqual(await occurrences(store), ["missed", "planned"]);
    const [line] = await showMaintenances(at(store, 30 * 24 * HOUR));
    assert.equal(line?.startsAt, NOW + 30 * 24 * HOUR + HOUR);
  });
});

test("a window that cannot begin keeps no other from its turn", async (t) => {
  const store = await testStore(t);
  const { service } = await scene(store);
  const broken = await plan(store, service.id, NOW + HOUR - MINUTE);
  await plan(store, service.id, NOW + HOUR);
  await rows(
    store.db,
    "UPDATE maintenance_windows SET zone = 'Mars/Phobos' WHERE id = $1 RETURNING 1",
    [broken.line.windowId],
  );
  const failed = new Set<number>();
  await assert.rejects(runOneMaintenance(at(store, HOUR), failed), /Mars/);
  assert.equal(failed.size, 1);
  assert.equal(await runOneMaintenance(at(store, HOUR), failed), true);
  assert.equal(await runOneMaintenance(at(store, HOUR), failed), false);
  assert.deepEqual(await occurrences(store), ["planned", "running"]);
});

suite("one that comes again", () => {
  test("its next time is planned when one ends or is left out, until it is cancelled", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    const daily = {
      rule: "FREQ=DAILY",
      until: NOW + 2 * HOUR,
      durationMs: HOUR,
    };
    const { line } = await plan(store, service.id, NOW + HOUR, daily);
    await atTime(at(store, HOUR));
    await atTime(at(store, 2 * HOUR));
    assert.deepEqual(await occurrences(store), ["ended", "planned"]);
    granted(await skipMaintenance(at(store, 3 * HOUR), line.windowId));
    const [next] = await showMaintenances(at(store, 3 * HOUR));
    assert.equal(next?.startsAt, NOW + 49 * HOUR);
    granted(await cancelMaintenance(at(store, 4 * HOUR), line.windowId));
    assert.deepEqual(await occurrences(store), [
      "ended",
      "cancelled",
      "cancelled",
    ]);
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "planned",
      "begins",
      "ends",
    ]);
  });
});

suite("monitors within a window", () => {
  test("one of two windows' leaves maintenance when the second ends", async (t) => {
    const store = await testStore(t);
    const { service } = await scene(store);
    await plan(store, service.id, NOW, { now: NOW });
    const second = await plan(store, service.id, NOW + HOUR / 2);
    assert.deepEqual(
      second.beside.map(({ at: { from } }) => from),
      [NOW + HOUR / 2],
    );
    await atTime(at(store, HOUR / 2));
    await atTime(at(store, HOUR));
    assert.deepEqual(await kinds(store), { "front page": "maintenance" });
    await atTime(at(store, 1.5 * HOUR));
    assert.deepEqual(await kinds(store), { "front page": "up" });
  });

  test("paused ones stay paused; those resumed or added meanwhile are covered", async (t) => {
    const store = await testStore(t);
    const { service, namespace } = await scene(store);
    const found = await findTarget(store.db, "datastore");
    assert.ok(found.ok);
    granted(await pauseMonitors(at(store, 0), found.target, null));
    await plan(store, service.id, NOW, {
      now: NOW,
      scopes: [ofNamespace(namespace.id)],
    });
    assert.deepEqual(await kinds(store), { "front page": "paused" });
    granted(await resumeMonitors(at(store, MINUTE), found.target));
    assert.deepEqual(await kinds(store), { "front page": "maintenance" });
    granted(
      await addMonitor(at(store, MINUTE), {
        namespaceSlug: "iati",
        serviceName: "Registry",
        monitorName: "new",
        type: "http",
        settings: { url: "http://127.0.0.1:9/" },
        secrets: {},
        everyMs: MINUTE,
        schedule: null,
        timeoutMs: 5_000,
        confirmFailures: 3,
        confirmSuccesses: 1,
        confirmRetryMs: 10_000,
        essential: false,
        public: true,
      }),
    );
    assert.deepEqual(await kinds(store), {
      "front page": "maintenance",
      new: "maintenance",
    });
    await atTime(at(store, HOUR));
    assert.deepEqual(await kinds(store), {
      "front page": "unknown",
      new: "unknown",
    });
  });

  test("an outage within it alarms nobody, is told at its end, and does not count", async (t) => {
    const store = await testStore(t);
    const added = await scene(store);
    await plan(store, added.service.id, NOW, { now: NOW });
    await believe(store, added, "down", { at: NOW + MINUTE });
    assert.deepEqual(await rows(store.db, "SELECT 1 FROM incidents"), []);
    await believe(store, added, "up", { at: NOW + 2 * MINUTE });
    await atTime(at(store, HOUR));
    assert.deepEqual(await meanwhile(store), {
      stillFailing: [],
      mended: ["Datastore / front page: no answer within 5 s"],
    });
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "begins",
      "ends",
    ]);
    const times = await rows<{ ms: number }>(
      store.db,
      "SELECT (extract(epoch FROM until_at - from_at) * 1000)::float8 AS ms FROM maintenance_times",
    );
    assert.deepEqual(
      times.map(({ ms }) => ms),
      [HOUR],
    );
  });

  test("what still fails after it becomes an incident when that is confirmed anew", async (t) => {
    const store = await testStore(t);
    const added = await scene(store);
    await plan(store, added.service.id, NOW, { now: NOW });
    await believe(store, added, "down", { at: NOW + MINUTE });
    await atTime(at(store, HOUR));
    assert.deepEqual(await meanwhile(store), {
      stillFailing: ["Datastore / front page: no answer within 5 s"],
      mended: [],
    });
    assert.deepEqual(await kinds(store), { "front page": "unknown" });
    assert.deepEqual(await rows(store.db, "SELECT 1 FROM incidents"), []);
    await believe(store, added, "down", { at: NOW + HOUR + 20 * SECOND });
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "begins",
      "ends",
      "down",
    ]);
  });
});

suite("an outage that is open when maintenance begins", () => {
  test("ends without a false recovery; customers hear of the true one", async (t) => {
    const store = await testStore(t);
    const added = await scene(store);
    await believe(store, added, "down", { at: NOW });
    await rows(store.db, "UPDATE deliveries SET state = 'sent' RETURNING id");
    await plan(store, added.service.id, NOW + MINUTE);
    await atTime(at(store, MINUTE));
    assert.deepEqual(await deliveredTo(store, "#iati"), [
      "down",
      "planned",
      "begins",
      "ended",
    ]);
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "down",
      "planned",
      "begins",
    ]);
    const [incident] = await rows<{ resolution: string }>(
      store.db,
      "SELECT resolution FROM incidents",
    );
    assert.equal(incident?.resolution, "maintenance");
    await believe(store, added, "up", { at: NOW + 2 * MINUTE });
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "down",
      "planned",
      "begins",
    ]);
    await atTime(at(store, MINUTE + HOUR));
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "down",
      "planned",
      "begins",
      "ends",
      "recovered",
    ]);
    assert.deepEqual(await deliveredTo(store, "#iati"), [
      "down",
      "planned",
      "begins",
      "ended",
      "ends",
    ]);
  });

  test("where it still fails afterwards, customers hear that it is down, and of that outage's end only", async (t) => {
    const store = await testStore(t);
    const added = await scene(store);
    await believe(store, added, "down", { at: NOW });
    await plan(store, added.service.id, NOW + MINUTE, {
      tellsCustomers: false,
    });
    await atTime(at(store, MINUTE));
    await atTime(at(store, MINUTE + HOUR));
    await believe(store, added, "down", { at: NOW + 2 * HOUR });
    await believe(store, added, "up", { at: NOW + 3 * HOUR });
    assert.deepEqual(await deliveredTo(store, "@iati_status"), [
      "down",
      "down",
      "recovered",
    ]);
  });
});

suite("what a window is of", () => {
  test("a namespace, services, monitors and patterns, by the names that people use", async (t) => {
    const store = await testStore(t);
    const { namespace, service, monitor } = await scene(store);
    const registry = await makeMonitor(store, { serviceName: "Registry" });
    const read = async (text: string) => {
      const found = await findScopes(store.db, text);
      return found.ok
        ? found.scopes.map(({ namespaceId, serviceId, monitorId }) => [
            namespaceId,
            serviceId,
            monitorId,
          ])
        : found.kind;
    };
    assert.deepEqual(await read("iati/*"), [[namespace.id, null, null]]);
    assert.deepEqual(await read("IATI"), [[namespace.id, null, null]]);
    assert.deepEqual(await read("datastore, registry"), [
      [null, service.id, null],
      [null, registry.service.id, null],
    ]);
    assert.deepEqual(await read("datastore/front page"), [
      [null, null, monitor.id],
    ]);
    assert.deepEqual(await read("*store"), [[null, service.id, null]]);
    assert.equal(await read("nosuch"), "not-found");
    assert.equal(await read("front page"), "ambiguous");
  });
});

/** What the latest end told of failures. */
async function meanwhile(store: Store): Promise<unknown> {
  const [row] = await rows<{ meanwhile: unknown }>(
    store.db,
    "SELECT facts -> 'meanwhile' AS meanwhile FROM announcements WHERE reason = 'ends' ORDER BY id DESC LIMIT 1",
  );
  return row?.meanwhile;
}
