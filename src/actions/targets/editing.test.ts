import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { openSecrets } from "../../store/bookkeeping.ts";
import { rows, type Store } from "../../store/db.ts";
import {
  entriesOf,
  findOpenIncident,
} from "../../store/incidents/incidents.ts";
import { findState } from "../../store/targets/monitors.ts";
import { getService } from "../../store/targets/services.ts";
import { formerPublicSlugs } from "../../store/views/public.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  claimNow,
  contextOf,
  granted,
  makeAccount,
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "../../testing/factory.ts";
import { atTime, plan } from "../../testing/maintenance.ts";
import { changesInWords } from "../change.ts";
import type { Actor, Refusal } from "../context.ts";
import { copyTarget } from "./copy-target.ts";
import { editMonitor, type MonitorEdit } from "./edit-monitor.ts";
import { editNamespace } from "../namespaces/edit-namespace.ts";
import { editService } from "./edit-service.ts";
import { findTarget, type Target } from "./find-target.ts";
import { moveMonitor, moveService } from "./move-target.ts";
import { pauseMonitors } from "./pause-monitors.ts";
import { recordTransition } from "../incidents/record-transition.ts";

const visitor: Actor = { id: "UVISITOR", name: "Vic", role: "member" };

async function target(store: Store, name: string): Promise<Target> {
  const found = await findTarget(store.db, name);
  assert.ok(found.ok, "text" in found ? found.text : "");
  return found.target;
}

function refusal(answer: { ok: true } | Refusal): string {
  assert.ok(!answer.ok, "was not refused");
  return `${answer.kind}: ${answer.text}`;
}

async function edit(store: Store, monitorId: number, fields: MonitorEdit) {
  return granted(
    await editMonitor(contextOf(store), monitorId, () => ({
      ok: true,
      edit: fields,
    })),
  );
}

async function lastAudit(store: Store) {
  const [found] = await rows<{ verb: string; target: string; details: object }>(
    store.db,
    "SELECT verb, target, details FROM audits ORDER BY id DESC LIMIT 1",
  );
  return found;
}

test("an edit says from what to what, is looked at at once, and makes what is under way worthless", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store, {
    settings: { url: "https://a.example/", contains: "Search" },
    secrets: { password: "hunter2hunter2" },
  });
  const { monitor, service } = added;
  await believe(store, added, "up");
  const claim = await claimNow(store, monitor.id);
  const edited = await edit(store, monitor.id, {
    everyMs: 30_000,
    timeoutMs: 4_000,
    settings: { url: "https://a.example/", contains: "Find" },
    secrets: { password: "correct horse", secretValue: "battery staple" },
  });
  assert.equal(
    changesInWords(edited.changes),
    'every 1m → 30s, timeout 5s → 4s, contains "Search" → "Find", password set → set anew and secretValue not set → set',
  );
  const audit = await lastAudit(store);
  assert.deepEqual(audit, {
    verb: "edit",
    target: "iati/Datastore/front page",
    details: {
      every: { from: "1m", to: "30s" },
      timeout: { from: "5s", to: "4s" },
      contains: { from: '"Search"', to: '"Find"' },
      password: { from: "set", to: "set anew" },
      secretValue: { from: "not set", to: "set" },
    },
  });
  const state = await findState(store.db, monitor.id);
  assert.equal(state?.kind, "up", "the same thing is looked at");
  assert.equal(state.revision, 2);
  assert.equal(state.everyMs, 30_000);
  assert.ok(state.dueAt <= Date.now() + 50);
  const late = await recordTransition(contextOf(store), {
    serviceId: service.id,
    monitorName: monitor.name,
    version: claim.version,
    before: claim.health,
    after: { ...claim.health, kind: "down", belief: "down" },
    result: {
      monitorId: monitor.id,
      at: Date.now(),
      outcome: "down",
      latencyMs: null,
      reason: "late",
      facts: null,
    },
    dueAt: Date.now() + MINUTE,
  });
  assert.equal(late, "superseded");
  const secrets = await openSecrets(store.db, testSecrets, [
    `monitor:${monitor.id}`,
  ]);
  assert.deepEqual(secrets.get(`monitor:${monitor.id}`), {
    password: "correct horse",
    secretValue: "battery staple",
  });
  const again = await edit(store, monitor.id, { everyMs: 30_000 });
  assert.deepEqual(again.changes, []);
  await edit(store, monitor.id, { secrets: { password: null } });
  assert.deepEqual(
    (await openSecrets(store.db, testSecrets, [`monitor:${monitor.id}`])).get(
      `monitor:${monitor.id}`,
    ),
    { secretValue: "battery staple" },
  );
});

test("what looks elsewhere begins anew; an outage that was told of is not forgotten", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "up");
  const elsewhere = {
    settings: { url: "https://b.example/" },
    looksElsewhere: true,
  };
  await edit(store, added.monitor.id, elsewhere);
  assert.equal((await findState(store.db, added.monitor.id))?.kind, "unknown");
  await believe(store, added, "down");
  await edit(store, added.monitor.id, {
    settings: { url: "https://c.example/" },
    looksElsewhere: true,
  });
  assert.equal((await findState(store.db, added.monitor.id))?.kind, "down");
  assert.notEqual(await findOpenIncident(store.db, added.service.id), null);
  await believe(store, added, "up");
  assert.equal(await findOpenIncident(store.db, added.service.id), null);
});

test("a pause outlives an edit; a name says nothing about the looks", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store);
  const until = Date.now() + HOUR;
  granted(
    await pauseMonitors(
      contextOf(store),
      await target(store, "datastore"),
      until,
    ),
  );
  await edit(store, monitor.id, { timeoutMs: 1_000 });
  const state = await findState(store.db, monitor.id);
  assert.deepEqual([state?.kind, state?.dueAt], ["paused", until]);
  await edit(store, monitor.id, { name: "home page" });
  const renamed = await findState(store.db, monitor.id);
  assert.equal(renamed?.version, state?.version);
  assert.equal((await target(store, "home page")).monitorId, monitor.id);
});

test("edits are refused with every problem at once, for those who may not, and where the name is taken", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store);
  await makeMonitor(store, { monitorName: "search" });
  const tryEdit = (fields: MonitorEdit, actor?: Actor) =>
    editMonitor(
      contextOf(store, actor === undefined ? {} : { actor }),
      monitor.id,
      () => ({ ok: true, edit: fields }),
    );
  assert.match(
    refusal(await tryEdit({ everyMs: 0, timeoutMs: 0, name: " " })),
    /^invalid: The interval .* The timeout .* at least one visible/,
  );
  assert.match(
    refusal(await tryEdit({ schedule: ["never"] })),
    /"never" is not a cron line/,
  );
  assert.match(
    refusal(await tryEdit({ name: "SEARCH" })),
    /^name-taken: IATI \/ Datastore has another monitor of that name/,
  );
  assert.match(refusal(await tryEdit({}, visitor)), /^not-allowed: /);
  assert.equal((await lastAudit(store))?.verb, "add");
});

test("a service gets another name and address; the old address still leads to it, and nobody else gets it", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const { service } = await makeMonitor(store);
  const renamed = granted(
    await editService(contextOf(store), service.id, {
      name: "Data store",
      slug: "store",
      public: false,
      runbook: "https://wiki.example.org/datastore",
    }),
  );
  assert.equal(
    changesInWords(renamed.changes),
    'name "Datastore" → "Data store", slug "datastore" → "store", public yes → no and runbook none → "https://wiki.example.org/datastore"',
  );
  assert.equal((await target(store, "datastore")).serviceId, service.id);
  assert.equal((await makeMonitor(store)).service.slug, "iati-datastore");
  assert.match(
    refusal(
      await editService(contextOf(store), service.id, { name: "datastore" }),
    ),
    /^name-taken: IATI has a service called "datastore" already/,
  );
  assert.match(
    refusal(
      await editService(contextOf(store), service.id, {
        slug: "Not one",
        runbook: "javascript:alert(1)",
      }),
    ),
    /^invalid: The address must be .* The runbook must be an address/,
  );
  granted(await editService(contextOf(store), service.id, { public: true }));
  assert.deepEqual(await formerPublicSlugs(store.db), [
    { former: "datastore", slug: "store" },
  ]);
  granted(
    await editService(contextOf(store), service.id, { slug: "datastore" }),
  );
  assert.deepEqual(
    (await formerPublicSlugs(store.db)).find(
      ({ former }) => former === "store",
    ),
    { former: "store", slug: "datastore" },
  );
});

test("an outage goes on under a service's new name, and its messages are brought up to date", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "down");
  const incident = await findOpenIncident(store.db, added.service.id);
  await rows(
    store.db,
    "UPDATE deliveries SET state = 'sent', post_id = id, topic = 'bad', remote_id = '1' RETURNING 1",
  );
  granted(
    await editService(contextOf(store), added.service.id, { name: "Store" }),
  );
  const entries = await entriesOf(store.db, incident?.id ?? 0);
  assert.equal(entries.at(-1)?.text, "Datastore is called Store from now on.");
  const due = await rows(
    store.db,
    "SELECT 1 FROM deliveries WHERE edit_due_at IS NOT NULL",
  );
  assert.ok(due.length > 0);
  assert.equal(
    (await findOpenIncident(store.db, added.service.id))?.id,
    incident?.id,
  );
});

test("a service moves to another namespace with its address and history; schedules follow the zone", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", timezone: "Asia/Tokyo" });
  const added = await makeMonitor(store, {
    everyMs: null,
    schedule: ["0 12 * * *"],
  });
  const now = Date.UTC(2026, 10, 21, 10);
  const moved = granted(
    await moveService(
      contextOf(store, { now }),
      await target(store, "datastore"),
      "di",
    ),
  );
  assert.equal(moved.to.namespaceSlug, "di");
  const state = await findState(store.db, added.monitor.id);
  assert.equal(state?.dueAt, Date.UTC(2026, 10, 22, 3), "noon in Tokyo");
  assert.equal(
    (await getService(store.db, added.service.id)).slug,
    "datastore",
  );
  await makeMonitor(store, { namespaceSlug: "iati" });
  assert.match(
    refusal(
      await moveService(
        contextOf(store),
        await target(store, "iati/datastore"),
        "di",
      ),
    ),
    /^name-taken: DI has a service called "Datastore" already/,
  );
  assert.match(
    refusal(
      await moveService(
        contextOf(store),
        await target(store, "di/datastore"),
        "nowhere",
      ),
    ),
    /^not-found: /,
  );
});

test("what is in an open incident stays where people heard of it", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  await makeNamespace(store, { slug: "di" });
  const added = await makeMonitor(store);
  await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, added, "down");
  assert.match(
    refusal(
      await moveService(
        contextOf(store),
        await target(store, "datastore"),
        "di",
      ),
    ),
    /^incident-open: Datastore has an open incident \(1\)/,
  );
  assert.match(
    refusal(
      await moveMonitor(
        contextOf(store),
        await target(store, "datastore/front page"),
        await target(store, "registry"),
      ),
    ),
    /^incident-open: /,
  );
  await rows(
    store.db,
    "UPDATE deliveries SET state = 'sent', post_id = id, remote_id = id, sent_at = now() RETURNING id",
  );
  await plan(store, added.service.id, Date.now());
  await atTime(contextOf(store, { now: Date.now() }));
  assert.equal(await findOpenIncident(store.db, added.service.id), null);
  assert.match(
    refusal(
      await moveService(
        contextOf(store),
        await target(store, "datastore"),
        "di",
      ),
    ),
    /^recovery-owed: Datastore was down when its maintenance began/,
  );
});

test("a monitor moves to another service, and the last one takes its service with it", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const front = await makeMonitor(store);
  await makeMonitor(store, { monitorName: "search" });
  const registry = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, front, "up");
  const search = await target(store, "datastore/search");
  const into = await target(store, "registry");
  const moved = granted(await moveMonitor(contextOf(store), search, into));
  assert.deepEqual(
    [moved.left, moved.to.serviceId],
    [false, registry.service.id],
  );
  assert.match(
    refusal(
      await moveMonitor(
        contextOf(store),
        await target(store, "datastore/front page"),
        into,
      ),
    ),
    /^name-taken: Registry has a monitor called "front page" already/,
  );
  await edit(store, front.monitor.id, { name: "home" });
  const last = granted(
    await moveMonitor(
      contextOf(store),
      await target(store, "datastore/home"),
      into,
    ),
  );
  assert.equal(last.left, true);
  assert.ok(!(await findTarget(store.db, "datastore")).ok);
  assert.equal((await getService(store.db, registry.service.id)).status, "up");
});

test("a copy has the settings and the secrets, and nothing of the history", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", owners: ["UVISITOR"] });
  await makeMonitor(store, { secrets: { password: "hunter2hunter2" } });
  await makeMonitor(store, { monitorName: "search" });
  const service = await target(store, "datastore");
  const whole = granted(
    await copyTarget(contextOf(store), service, { namespaceSlug: "di" }),
  );
  assert.equal(whole.count, 2);
  const copy = await target(store, "di/datastore/front page");
  assert.deepEqual(
    (
      await openSecrets(store.db, testSecrets, [`monitor:${copy.monitorId}`])
    ).get(`monitor:${copy.monitorId}`),
    { password: "hunter2hunter2" },
  );
  granted(
    await copyTarget(
      contextOf(store),
      await target(store, "iati/datastore/search"),
      { monitorName: "search 2" },
    ),
  );
  assert.match(
    refusal(await copyTarget(contextOf(store), service, {})),
    /^name-taken: A copy beside the original needs another name/,
  );
  assert.match(
    refusal(
      await copyTarget(contextOf(store), service, { namespaceSlug: "di" }),
    ),
    /^name-taken: DI has a service called "Datastore" already/,
  );
  assert.match(
    refusal(
      await copyTarget(contextOf(store, { actor: visitor }), service, {
        namespaceSlug: "di",
        serviceName: "Mine",
      }),
    ),
    /^not-allowed: /,
  );
});

test("a namespace's reminders, zone and channels follow an edit at once", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "down");
  const edited = granted(
    await editNamespace(contextOf(store), "iati", {
      name: "IATI data",
      timezone: "Europe/London",
      remindEveryMs: HOUR,
      foldMs: 5_000,
      announceDifficulties: true,
      owners: ["UVISITOR"],
      channels: [{ id: "CNEW", label: "#new" }],
    }),
  );
  assert.equal(
    changesInWords(edited.changes),
    'name "IATI" → "IATI data", zone "UTC" → "Europe/London", remind 4h → 1h, fold 20s → 5s, difficulties no → yes, owners none → "UVISITOR" and channels "#iati" → "#new"',
  );
  const incident = await findOpenIncident(store.db, added.service.id);
  const left = (incident?.nextReminderAt ?? 0) - Date.now();
  assert.ok(left > 0 && left <= HOUR);
  assert.match(
    refusal(
      await editNamespace(contextOf(store, { actor: visitor }), "iati", {
        owners: [],
      }),
    ),
    /^not-allowed: /,
  );
  assert.match(
    refusal(
      await editNamespace(contextOf(store), "iati", {
        timezone: "Mars",
        remindEveryMs: 1,
        foldMs: HOUR,
      }),
    ),
    /^invalid: "Mars" is not a time zone.*Reminders.*told in one message/s,
  );
});
