import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR, MINUTE } from "../domain/time.ts";
import { serviceStatus } from "../domain/service.ts";
import { openSecrets } from "../store/bookkeeping.ts";
import { rows, type Store } from "../store/db.ts";
import {
  findIncident,
  findOpenIncident,
} from "../store/incidents/incidents.ts";
import { findState, monitorViews } from "../store/targets/monitors.ts";
import { getService } from "../store/targets/services.ts";
import { testStore } from "../testing/database.ts";
import {
  admin,
  believe,
  claimNow,
  contextOf,
  granted,
  makeAccount,
  makeMonitor,
  makeNamespace,
  monitorFields,
  testSecrets,
} from "../testing/factory.ts";
import { acknowledgeIncident } from "./incidents/acknowledge-incident.ts";
import { addMonitor } from "./targets/add-monitor.ts";
import { addNamespace } from "./namespaces/add-namespace.ts";
import type { Actor, Refusal } from "./context.ts";
import { findTarget, type Target } from "./targets/find-target.ts";
import {
  pauseMonitors,
  resumeMonitors,
  UNTIL_RESUMED,
} from "./targets/pause-monitors.ts";
import { endPauseOf, plansOf } from "./upkeep/probe-work.ts";
import { remindOne } from "./incidents/remind.ts";
import { removeTarget } from "./targets/remove-target.ts";

const start = Date.UTC(2026, 10, 21, 10);

async function target(store: Store, name: string): Promise<Target> {
  const found = await findTarget(store.db, name);
  assert.ok(found.ok, "text" in found ? found.text : "");
  return found.target;
}

function refusal(answer: { ok: true } | Refusal): string {
  assert.ok(!answer.ok, "was not refused");
  return `${answer.kind}: ${answer.text}`;
}

async function audits(store: Store): Promise<string[]> {
  const found = await rows<{ actor: string; verb: string; target: string }>(
    store.db,
    "SELECT actor, verb, target FROM audits ORDER BY id",
  );
  return found.map((row) => `${row.actor} ${row.verb} ${row.target}`);
}

test("a monitor is added with its service, its secrets sealed, and is looked at at once", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor, service } = await makeMonitor(store, {
    settings: { url: "https://a.example/" },
    secrets: { password: "hunter2hunter2" },
  });
  assert.deepEqual(
    [service.slug, service.status, service.public],
    ["datastore", "unknown", true],
  );
  const raw = await rows(
    store.db,
    "SELECT row_to_json(m)::text AS text FROM monitors m UNION ALL SELECT row_to_json(s)::text FROM secrets s",
  );
  assert.ok(
    !JSON.stringify(raw).includes("hunter2"),
    "nothing of it is readable in the tables",
  );
  assert.deepEqual(
    (await openSecrets(store.db, testSecrets, [`monitor:${monitor.id}`])).get(
      `monitor:${monitor.id}`,
    ),
    { password: "hunter2hunter2" },
  );
  const [plan] = await plansOf(contextOf(store), [monitor.id]);
  assert.deepEqual(plan?.settings, {
    url: "https://a.example/",
    password: "hunter2hunter2",
  });
  assert.equal((await claimNow(store, monitor.id)).health.kind, "unknown");
  assert.deepEqual(await audits(store), [
    "UADMIN namespace add iati",
    "UADMIN add iati/Datastore/front page",
  ]);
});

test("bad monitors are refused with every problem at once, and nothing is left behind", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const table: [string, Parameters<typeof monitorFields>[0], RegExp][] = [
    [
      "no such namespace",
      { namespaceSlug: "iatti" },
      /not-found: There is no namespace "iatti". Did you mean iati\?/,
    ],
    [
      "a name without letters",
      { serviceName: "\u200B" },
      /invalid: A name needs at least one visible character/,
    ],
    [
      "a name of 10,000 letters",
      { monitorName: "x".repeat(10_000) },
      /invalid: A name may have at most 80 characters; this one has 10000/,
    ],
    [
      "an interval of 0",
      { everyMs: 0 },
      /invalid: The interval must be between 1 s and 7 days/,
    ],
    [
      "an interval of 10 years",
      { everyMs: 3.2e11 },
      /invalid: The interval must be between 1 s and 7 days/,
    ],
    [
      "a schedule that is none",
      { everyMs: null, schedule: ["sometimes"] },
      /invalid: "sometimes" is not a cron line/,
    ],
    [
      "everything",
      { serviceName: "", everyMs: -1, timeoutMs: 0 },
      /at least one visible.*The interval.*The timeout/s,
    ],
  ];
  for (const [name, fields, expected] of table)
    assert.match(
      refusal(await addMonitor(contextOf(store), monitorFields(fields))),
      expected,
      name,
    );
  assert.deepEqual(
    await rows(
      store.db,
      "SELECT 1 FROM services UNION ALL SELECT 1 FROM monitors",
    ),
    [],
  );
});

test("a name is taken once in its place, however it is written, and free again after removal", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeMonitor(store);
  assert.match(
    refusal(
      await addMonitor(
        contextOf(store),
        monitorFields({ serviceName: "DATASTORE", monitorName: "Front  Page" }),
      ),
    ),
    /name-taken: IATI \/ DATASTORE has a monitor called "Front Page" already/,
  );
  granted(
    await addMonitor(
      contextOf(store),
      monitorFields({ monitorName: "search" }),
    ),
  );
  assert.equal((await rows(store.db, "SELECT 1 FROM services")).length, 1);
  granted(
    await removeTarget(
      contextOf(store),
      await target(store, "iati/datastore/front page"),
    ),
  );
  granted(await addMonitor(contextOf(store), monitorFields()));
});

test("two people who add the first monitors of a service at once make one service", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const names = ["a", "b", "c", "d", "e", "f"];
  const answers = await Promise.all(
    names.map((monitorName) =>
      addMonitor(contextOf(store), monitorFields({ monitorName })),
    ),
  );
  assert.ok(
    answers.every(({ ok }) => ok),
    answers.map((answer) => ("text" in answer ? answer.text : "")).join(),
  );
  assert.equal((await rows(store.db, "SELECT 1 FROM services")).length, 1);
  const same = await Promise.all(
    [1, 2, 3].map(() =>
      addMonitor(
        contextOf(store),
        monitorFields({ serviceName: "New", monitorName: "same" }),
      ),
    ),
  );
  assert.equal(same.filter(({ ok }) => ok).length, 1);
});

test("services of the same name in two namespaces have addresses of their own", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di" });
  assert.equal((await makeMonitor(store)).service.slug, "datastore");
  assert.equal(
    (await makeMonitor(store, { namespaceSlug: "di" })).service.slug,
    "di-datastore",
  );
  assert.equal(
    (await makeMonitor(store, { serviceName: "مركز" })).service.slug,
    "service",
  );
  const found = await findTarget(store.db, "Datastore");
  assert.ok(!found.ok && found.kind === "ambiguous");
  assert.deepEqual(found.choices, ["di/Datastore", "iati/Datastore"]);
  assert.equal((await target(store, "di/datastore")).namespaceSlug, "di");
  const mistyped = await findTarget(store.db, "datastroe");
  assert.match(
    refusal(mistyped),
    /Nothing is called "datastroe". Did you mean Datastore/,
  );
});

test("a pause closes the incident that nobody looks at any more, and ends by itself or by hand", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const added = await makeMonitor(store);
  await believe(store, added, "down", { at: start });
  const incident = await findOpenIncident(store.db, added.service.id);
  const datastore = await target(store, "datastore");
  const paused = granted(
    await pauseMonitors(
      contextOf(store, { now: start + MINUTE }),
      datastore,
      start + HOUR,
    ),
  );
  assert.equal(paused.count, 1);
  const closed = await findIncident(store.db, incident?.id ?? 0);
  assert.equal(closed?.resolution, "paused");
  const told = await rows<{ label: string; reason: string }>(
    store.db,
    "SELECT o.label, d.reason FROM deliveries d JOIN outlets o ON o.id = d.outlet_id ORDER BY d.id",
  );
  assert.deepEqual(
    told.map(({ label, reason }) => `${label} ${reason}`),
    ["#iati down", "@iati_status down", "#iati ended"],
    "customers are not told that it works again",
  );
  assert.equal(
    (await findState(store.db, added.monitor.id))?.dueAt,
    start + HOUR,
  );
  assert.match(
    refusal(await pauseMonitors(contextOf(store), datastore, null)),
    /already-paused/,
  );
  await endPauseOf(contextOf(store, { now: start + HOUR }), added.monitor.id);
  assert.equal((await findState(store.db, added.monitor.id))?.kind, "unknown");
  granted(await pauseMonitors(contextOf(store), datastore, null));
  assert.equal(
    (await findState(store.db, added.monitor.id))?.dueAt,
    UNTIL_RESUMED,
  );
  granted(await resumeMonitors(contextOf(store), datastore));
  assert.match(
    refusal(await resumeMonitors(contextOf(store), datastore)),
    /not-paused/,
  );
  assert.match(
    refusal(
      await pauseMonitors(
        contextOf(store, { now: start }),
        datastore,
        start - 1,
      ),
    ),
    /in-the-past/,
  );
});

test("a pause while a probe is under way makes that probe's result worthless", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const claim = await claimNow(store, added.monitor.id);
  granted(
    await pauseMonitors(
      contextOf(store),
      await target(store, "datastore"),
      null,
    ),
  );
  assert.equal(
    (await findState(store.db, added.monitor.id))?.version,
    claim.version + 1,
  );
});

test("what is removed is gone from the board, its history stays", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "down", { at: start });
  const incident = await findOpenIncident(store.db, added.service.id);
  const datastore = await target(store, "datastore");
  granted(await removeTarget(contextOf(store), datastore));
  assert.equal(
    (await findIncident(store.db, incident?.id ?? 0))?.resolution,
    "removed",
  );
  assert.ok(!(await findTarget(store.db, "datastore")).ok);
  assert.equal(await findState(store.db, added.monitor.id), null);
  assert.equal((await rows(store.db, "SELECT 1 FROM results")).length, 1);
  assert.match(
    refusal(await removeTarget(contextOf(store), datastore)),
    /removed: .* was removed meanwhile/,
  );
  assert.match(
    refusal(await pauseMonitors(contextOf(store), datastore, null)),
    /removed/,
  );
});

test("a service that is up without the monitor that was removed is up again for everybody who heard that it was down", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  await believe(store, await makeMonitor(store), "up");
  const old = await makeMonitor(store, { monitorName: "old", essential: true });
  await believe(store, old, "down");
  granted(
    await removeTarget(
      contextOf(store),
      await target(store, "iati/Datastore/old"),
    ),
  );
  assert.equal((await findIncident(store.db, 1))?.resolution, "recovered");
  assert.deepEqual(
    await rows(
      store.db,
      `SELECT o.channel, d.reason FROM deliveries d JOIN outlets o ON o.id = d.outlet_id ORDER BY o.channel, d.id`,
    ),
    ["slack", "x"].flatMap((channel) => [
      { channel, reason: "down" },
      { channel, reason: "recovered" },
    ]),
  );
});

test("the first who takes an incident has it", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "down", { at: start });
  const id = (await findOpenIncident(store.db, added.service.id))?.id ?? 0;
  const people: Actor[] = ["Ben", "Cleo", "Dan"].map((name) => ({
    id: `U${name}`,
    name,
    role: "member",
  }));
  const answers = await Promise.all(
    people.map((actor) => acknowledgeIncident(contextOf(store, { actor }), id)),
  );
  assert.equal(answers.filter(({ ok }) => ok).length, 1);
  const winner = (await findIncident(store.db, id))?.acknowledgedBy ?? "";
  for (const answer of answers)
    if (!answer.ok)
      assert.equal(
        answer.text,
        `${winner} has incident ${id} (Datastore) already.`,
      );
  assert.match(
    refusal(
      await acknowledgeIncident(
        contextOf(store, { actor: { id: "G", name: "G", role: "guest" } }),
        id,
      ),
    ),
    /not-allowed/,
  );
  assert.match(
    refusal(await acknowledgeIncident(contextOf(store), 999)),
    /not-found: There is no incident 999/,
  );
  await believe(store, added, "up", { at: start + HOUR });
  assert.match(
    refusal(await acknowledgeIncident(contextOf(store), id)),
    /already-over: .*lasted 1 h/,
  );
});

test("customers are reminded every four hours while it is down, the team until somebody has taken it", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const added = await makeMonitor(store);
  await believe(store, added, "down", { at: start });
  const id = (await findOpenIncident(store.db, added.service.id))?.id ?? 0;
  const remindAt = async (at: number): Promise<string[]> => {
    const before =
      (
        await rows<{ max: number | null }>(
          store.db,
          "SELECT max(id) FROM deliveries",
        )
      )[0]?.max ?? 0;
    while (await remindOne(contextOf(store, { now: at })));
    const found = await rows<{ label: string }>(
      store.db,
      "SELECT o.label FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE d.id > $1 ORDER BY d.id",
      [before],
    );
    return found.map(({ label }) => label);
  };
  assert.deepEqual(await remindAt(start + 4 * HOUR - 1), []);
  assert.deepEqual(await remindAt(start + 4 * HOUR), ["#iati", "@iati_status"]);
  assert.deepEqual(await remindAt(start + 4 * HOUR), [], "once");
  granted(
    await acknowledgeIncident(contextOf(store, { now: start + 5 * HOUR }), id),
  );
  assert.deepEqual(await remindAt(start + 8 * HOUR), ["@iati_status"]);
  assert.deepEqual(
    await remindAt(start + 21 * HOUR),
    ["@iati_status"],
    "those that we missed are not made up for",
  );
  assert.deepEqual(await remindAt(start + 23 * HOUR), []);
  await believe(store, added, "up", { at: start + 23.5 * HOUR });
  assert.deepEqual(await remindAt(start + 48 * HOUR), []);
});

test("several instances remind once", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  for (const serviceName of ["a", "b", "c"])
    await believe(store, await makeMonitor(store, { serviceName }), "down", {
      at: start,
    });
  const done = await Promise.all(
    Array.from({ length: 6 }, () =>
      remindOne(contextOf(store, { now: start + 4 * HOUR })),
    ),
  );
  while (await remindOne(contextOf(store, { now: start + 4 * HOUR })));
  assert.ok(done.filter(Boolean).length <= 3);
  assert.equal(
    (
      await rows(
        store.db,
        "SELECT 1 FROM announcements WHERE reason = 'reminder'",
      )
    ).length,
    3,
  );
});

test("who may do what", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store, { owners: ["UOWNER"] });
  await makeNamespace(store, { slug: "di" });
  await makeMonitor(store);
  await makeMonitor(store, { namespaceSlug: "di", serviceName: "Other" });
  const actors: Record<string, Actor> = {
    admin,
    owner: { id: "UOWNER", name: "Owner", role: "member" },
    member: { id: "UMEMBER", name: "Member", role: "member" },
    "guest who owns": { id: "UOWNER", name: "Owner", role: "guest" },
  };
  const may = async (actor: Actor): Promise<string> => {
    const context = contextOf(store, { actor });
    const answers = {
      own: await pauseMonitors(context, await target(store, "datastore"), null),
      other: await pauseMonitors(context, await target(store, "other"), null),
      namespace: await addNamespace(context, {
        slug: `n${actor.id.toLowerCase()}${actor.role}`,
        name: "N",
        timezone: "UTC",
        channels: [],
        owners: [],
      }),
    };
    for (const name of ["datastore", "other"])
      await resumeMonitors(contextOf(store), await target(store, name));
    return Object.entries(answers)
      .filter(([, { ok }]) => ok)
      .map(([name]) => name)
      .join(" ");
  };
  assert.equal(await may(actors["admin"] ?? admin), "own other namespace");
  assert.equal(await may(actors["owner"] ?? admin), "own");
  assert.equal(await may(actors["member"] ?? admin), "");
  assert.equal(await may(actors["guest who owns"] ?? admin), "");
});

test("a random walk over two services: what always holds", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  let seed = 4_711;
  const random = (n: number): number =>
    (seed = (seed * 48_271) % 2_147_483_647) % n;
  const monitors = [];
  for (const serviceName of ["A", "B"])
    for (const monitorName of ["x", "y"])
      monitors.push(
        await makeMonitor(store, {
          serviceName,
          monitorName,
          essential: serviceName === "B" && monitorName === "x",
        }),
      );
  for (let move = 1; move <= 80; move++) {
    const now = start + move * MINUTE;
    const chosen = monitors[random(monitors.length)];
    if (chosen === undefined) continue;
    const name = `${chosen.service.name}/${chosen.monitor.name}`;
    const state = await findState(store.db, chosen.monitor.id);
    const dice = random(10);
    if (dice === 0)
      await pauseMonitors(
        contextOf(store, { now }),
        await target(store, name),
        null,
      );
    else if (state?.kind === "paused")
      await resumeMonitors(
        contextOf(store, { now }),
        await target(store, name),
      );
    else
      await believe(
        store,
        chosen,
        dice < 5 ? "down" : dice < 6 ? "degraded" : "up",
        { at: now },
      );
    for (const { service } of monitors) {
      const status = serviceStatus(await monitorViews(store.db, service.id));
      const open = await findOpenIncident(store.db, service.id);
      assert.equal((await getService(store.db, service.id)).status, status);
      assert.equal(
        open?.severity ?? "none",
        status === "down" || status === "difficulties" ? status : "none",
      );
    }
  }
  const stories = await rows<{
    outlet_id: number;
    incident_id: number;
    reasons: string[];
  }>(
    store.db,
    "SELECT outlet_id, incident_id, array_agg(reason ORDER BY id) AS reasons FROM deliveries GROUP BY 1, 2",
  );
  assert.ok(stories.length > 10);
  for (const { reasons } of stories) {
    assert.ok(
      ["down", "difficulties", "worsened"].includes(reasons[0] ?? ""),
      reasons.join(),
    );
    assert.ok(
      !reasons.slice(1).includes("down") &&
        !reasons.slice(0, -1).includes("recovered"),
      reasons.join(),
    );
  }
  const open = await rows<{ open: number }>(
    store.db,
    "SELECT count(*) AS open FROM downtimes d JOIN incidents i ON i.id = d.incident_id WHERE d.until_at IS NULL AND (i.resolved_at IS NOT NULL OR i.severity <> 'down')",
  );
  assert.equal(open[0]?.open, 0, "no downtime outlives its outage");
});
