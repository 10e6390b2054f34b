import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { acknowledgeIncident } from "../actions/incidents/acknowledge-incident.ts";
import type { Added } from "../actions/targets/add-monitor.ts";
import { changeChannel } from "../actions/audience/channel-settings.ts";
import { beginJoin } from "../store/telling/tellings.ts";
import { editDueIn, markEdited, wishEdit } from "../store/telling/edits.ts";
import { takeEdit } from "../store/telling/edit-pace.ts";
import { insertOverride } from "../store/paging/rotas.ts";
import { rows } from "../store/db.ts";
import { testStore } from "../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { until } from "../testing/until.ts";

const CHANNEL = "COPS000001";

/** The calls of Slack's that were made, by method; a refused one has its error behind it. */
async function calls({ world }: Newsroom): Promise<Record<string, number>> {
  const records = await world.slack.records({ kind: "call" });
  const names = records.map(({ method, outcome }) =>
    outcome === "ok" ? String(method) : `${String(method)} ${String(outcome)}`,
  );
  return Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, all]) => [
      name,
      all.length,
    ]),
  );
}

/** The first messages, as they stand now. */
async function roots({ world }: Newsroom): Promise<string[]> {
  const shown = await world.slack.messages("ops");
  return shown.flatMap(({ ts, thread_ts: thread, text }) =>
    thread === undefined || thread === ts ? [String(text)] : [],
  );
}

async function services(room: Newsroom, count: number): Promise<Added[]> {
  const made: Added[] = [];
  for (let n = 1; n <= count; n++)
    made.push(await makeMonitor(room.store, { serviceName: `Service ${n}` }));
  return made;
}

test("the allowance for edits: some at once, then slowly, for each channel kind on its own", async (t) => {
  const { db } = await testStore(t);
  const pace = { everyMs: 60_000, burst: 3, gapMs: 0 };
  const taken: boolean[] = [];
  for (let n = 0; n < 4; n++) taken.push(await takeEdit(db, "slack", pace));
  assert.deepEqual(taken, [true, true, true, false]);
  assert.ok(await takeEdit(db, "teams", pace));
});

test("many instances together take no more than the allowance", async (t) => {
  const { db } = await testStore(t);
  const pace = { everyMs: 60_000, burst: 5, gapMs: 0 };
  const taken = await Promise.all(
    Array.from({ length: 20 }, () => takeEdit(db, "slack", pace)),
  );
  assert.equal(taken.filter(Boolean).length, 5);
});

test("what changes while a message is being edited is shown by the next edit, whatever the clocks say", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0, onX: false });
  const [first] = await services(room, 1);
  assert.ok(first !== undefined);
  room.work();
  await believe(room.store, first, "down");
  await room.quiet();
  await room.rest();
  const { db } = room.store;
  const began = Date.now() - 5_000;
  const due = async () => editDueIn(db, 1, 0);
  await wishEdit(db, 1, began);
  const edit = await due();
  assert.ok(edit !== null);
  await wishEdit(db, 1, began - 1_000);
  await wishEdit(db, 1, began + 1_000);
  await markEdited(db, edit);
  const next = await due();
  assert.ok(next !== null, "the news would be shown by no edit");
  await markEdited(db, next);
  assert.equal(await due(), null);
});

test("a storm that goes on is shown by few edits, and its end is shown in full", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 60_000, onX: false });
  const all = await services(room, 20);
  room.work(2, { everyMs: 1, burst: 100, gapMs: 400 });
  for (const one of all) await believe(room.store, one, "down");
  for (const one of all) await believe(room.store, one, "up");
  await room.quiet();
  const made = await calls(room);
  assert.deepEqual(await room.states(), { sent: 40 });
  assert.equal(made["chat.postMessage"], 2, "one message, one line below it");
  assert.ok((made["chat.update"] ?? 0) < 25, JSON.stringify(made));
  const [message = ""] = await roots(room);
  assert.match(
    message,
    /^20 services are over: Service 1, Service 2 and 18 more$/,
  );
});

test("with the allowance used up, news go out all the same and every message is current in the end", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0, onX: false });
  const all = await services(room, 6);
  room.work(1, { everyMs: 300, burst: 1, gapMs: 10 });
  for (const one of all) await believe(room.store, one, "down");
  const began = Date.now();
  for (const one of all) await believe(room.store, one, "up");
  await room.quiet();
  const made = await calls(room);
  const allowed = 2 + Math.ceil((Date.now() - began) / 300);
  assert.ok((made["chat.update"] ?? 0) <= allowed, JSON.stringify(made));
  for (const text of await roots(room)) assert.match(text, /up again|over/);
});

test("Slack asks for patience with an edit: new messages do not wait for it", async (t) => {
  const room = await Newsroom.open(t);
  const [first, second] = await services(room, 2);
  assert.ok(first !== undefined && second !== undefined);
  await believe(room.store, first, "down");
  await room.quiet();
  await room.world.fault("slack chat.update", "429", { retryAfterS: 600 });
  granted(await acknowledgeIncident(contextOf(room.store), 1));
  await room.world.messages({ atLeast: 2 });
  const refused = "chat.update not handled";
  await until("no edit now", async () => (await calls(room))[refused] === 1);
  const { "chat.update": edits } = await calls(room);
  await believe(room.store, second, "down");
  assert.equal((await room.world.messages({ atLeast: 3 })).length, 3);
  assert.equal((await calls(room))["chat.update"], edits);
  await tenMinutesPass(room);
  await room.quiet();
  const [message] = await room.world.slack.messages("ops");
  assert.match(JSON.stringify(message), /Ada is on it/);
});

async function tenMinutesPass({ store: { db } }: Newsroom): Promise<void> {
  await rows(
    db,
    "UPDATE edit_paces SET used_until = used_until - interval '10 minutes' RETURNING 1",
  );
  await rows(
    db,
    "UPDATE deliveries SET edit_due_at = edit_due_at - interval '10 minutes' WHERE edit_due_at IS NOT NULL RETURNING 1",
  );
}

/** As a crash leaves it: a second outage has joined the message of the first, which does not show it yet. */
async function joinedUnseen(t: TestContext) {
  const room = await Newsroom.closed(t, { foldMs: 60_000, onX: false });
  const [first, second] = await services(room, 2);
  assert.ok(first !== undefined && second !== undefined);
  await believe(room.store, first, "down");
  room.work();
  await room.quiet();
  await room.rest();
  await believe(room.store, second, "down");
  await beginJoin(room.store.db, [2], 1, Date.now());
  return { room, second };
}

test("a deliverer that died before it brought a message up to date: the next one does, and nothing is told twice", async (t) => {
  const { room } = await joinedUnseen(t);
  room.work(2);
  await room.quiet();
  assert.deepEqual(await room.states(), { sent: 2 });
  assert.deepEqual(await roots(room), [
    "2 services are down: Service 1 and Service 2",
  ]);
});

test("what is over before the message shows it is told below that message, not by another", async (t) => {
  const { room, second } = await joinedUnseen(t);
  await believe(room.store, second, "up");
  room.work();
  await room.quiet();
  assert.deepEqual(await roots(room), [
    "1 service is down, 1 is over: Service 1 and Service 2",
  ]);
});

test("who is on call is mentioned by the message that tells of it, until somebody is on it", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0, onX: false });
  const context = contextOf(room.store);
  granted(await changeChannel(context, CHANNEL, { mentionOnCall: true }));
  const { service, monitor } = await makeMonitor(room.store);
  await insertOverride(room.store.db, service.namespaceId, {
    person: { id: "UBEN000001", name: "ben" },
    from: Date.now() - 60_000,
    until: Date.now() + 3_600_000,
  });
  room.work();
  await believe(room.store, { service, monitor }, "down");
  await room.quiet();
  const mention = '{"type":"user","user_id":"UBEN000001"}';
  const shown = async () =>
    JSON.stringify(await room.world.slack.messages("ops"));
  assert.ok((await shown()).includes(mention));
  granted(await acknowledgeIncident(context, 1));
  await room.quiet();
  assert.ok(!(await shown()).includes(mention));
});

test("an edit rings nobody's bell: who is called by what comes later is mentioned by a message of its own, once", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 60_000, onX: false });
  const context = contextOf(room.store);
  granted(await changeChannel(context, CHANNEL, { mentionOnCall: true }));
  const monitors = [];
  for (let number = 1; number <= 4; number++)
    monitors.push(
      await makeMonitor(room.store, { serviceName: `Service ${number}` }),
    );
  const [first, second, ...others] = monitors;
  assert.ok(first !== undefined && second !== undefined);
  await insertOverride(room.store.db, first.service.namespaceId, {
    person: { id: "UBEN000001", name: "ben" },
    from: Date.now() - 60_000,
    until: Date.now() + 3_600_000,
  });
  room.work();
  await believe(room.store, first, "degraded");
  await room.quiet();
  for (const one of [second, ...others]) {
    await believe(room.store, one, "down");
    await room.quiet();
  }
  assert.deepEqual(await roots(room), [
    "Service 1 is in difficulties: front page: no answer within 5 s",
    "3 services are down: Service 2, Service 3 and Service 4",
  ]);
});
