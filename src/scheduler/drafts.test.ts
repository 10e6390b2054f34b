import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Added } from "../actions/targets/add-monitor.ts";
import { editService } from "../actions/targets/edit-service.ts";
import { type Target, targetById } from "../actions/targets/find-target.ts";
import { pauseMonitors } from "../actions/targets/pause-monitors.ts";
import { editVoice, type VoiceEdit } from "../actions/posts/edit-voice.ts";
import { decideDraft, editDraft } from "../actions/posts/decide-draft.ts";
import { postUpdate } from "../actions/incidents/post-update.ts";
import { review } from "../actions/posts/review.ts";
import { removeTarget } from "../actions/targets/remove-target.ts";
import { nextTask } from "../actions/telling/next-task.ts";
import { claimDueOutlets } from "../actions/telling/outlets.ts";
import { rows, type Store } from "../store/db.ts";
import { isOver } from "../store/telling/drafts.ts";
import type { Draft } from "../store/entities/voices.ts";
import { ensureReaders } from "../store/telling/readers.ts";
import {
  admin,
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { atTime, plan } from "../testing/maintenance.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { until } from "../testing/until.ts";

const MINUTES = 60_000;
const EDITS = { everyMs: 1_000, burst: 1, gapMs: 1_000 };

async function roomWith(t: TestContext, edit: VoiceEdit): Promise<Newsroom> {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  granted(await editVoice(contextOf(room.store), "iati", edit));
  return room;
}

async function drafts({ store }: Newsroom): Promise<Draft[]> {
  return rows(store.db, "SELECT * FROM drafts ORDER BY id");
}

/** Lets the deliverers work until the draft is there, and stops them. */
async function awaitDraft(room: Newsroom, count: number): Promise<Draft> {
  room.work();
  const awaited = await until(`draft ${count}`, async () => {
    const [draft] = (await drafts(room)).slice(count - 1);
    const [left] = await rows<{ left: number }>(
      room.store.db,
      "SELECT count(*) AS left FROM deliveries WHERE state = 'sending' OR (state = 'planned' AND next_attempt_at <= now())",
    );
    return left?.left === 0 && draft;
  });
  await room.rest();
  return awaited;
}

/** Twelve minutes pass for what waits. */
async function letTimePass({ store }: Newsroom): Promise<void> {
  await rows(
    store.db,
    "UPDATE drafts SET posts_at = posts_at - interval '12 minutes' WHERE state = 'waiting' RETURNING id",
  );
  await rows(
    store.db,
    "UPDATE deliveries SET next_attempt_at = now() WHERE state = 'planned' AND next_attempt_at < now() + interval '1 hour' RETURNING id",
  );
}

async function shown(room: Newsroom): Promise<string[]> {
  const messages = await room.world.slack.messages("ops");
  return messages.map((message) =>
    String((message as { text?: unknown }).text),
  );
}

const ben = { ...admin, id: "UBEN000001", name: "Ben" };

test("a post that somebody allows goes out once, whoever presses and whoever delivers; nobody's word is needed for the next", async (t) => {
  const room = await roomWith(t, { approvalMs: 10 * MINUTES });
  const { store, world } = room;
  const added = await makeMonitor(store);
  await believe(store, added, "down");
  const { id } = await awaitDraft(room, 1);
  assert.deepEqual(await world.posts(), []);
  assert.ok(
    (await shown(room)).some((text) =>
      /^To be posted as @.*iati_status on X: Datastore is down since/.test(
        text,
      ),
    ),
    String(await shown(room)),
  );
  const answers = await Promise.all([
    decideDraft(contextOf(store), id, "post"),
    decideDraft(contextOf(store, { actor: ben }), id, "post"),
  ]);
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [true, true],
  );
  room.work(2);
  await room.quiet();
  await room.rest();
  const [first] = await world.posts();
  assert.equal((await world.posts()).length, 1);
  const late = await decideDraft(contextOf(store), id, "hold");
  assert.match(late.text, /posted already \((Ada|Ben) allowed it\)/);
  assert.ok((await shown(room)).some((text) => text.startsWith("Posted as")));
  await believe(store, added, "up");
  await awaitDraft(room, 2);
  await letTimePass(room);
  room.work(2);
  await room.quiet();
  const [, second] = await world.posts();
  assert.match(second?.text ?? "", /^Datastore is up again/);
  assert.equal(second?.replyTo, first?.id);
});

/** Lets the deliverers work until X has so many posts and nothing waits, and stops them. */
async function awaitPosts(room: Newsroom, count: number) {
  room.work();
  await room.quiet();
  await room.rest();
  const posts = await room.world.posts();
  assert.equal(posts.length, count);
  return posts;
}

async function heldDown(t: TestContext): Promise<[Newsroom, Added, number]> {
  const room = await roomWith(t, { approvalMs: 10 * MINUTES });
  const added = await makeMonitor(room.store);
  await believe(room.store, added, "down");
  return [room, added, (await awaitDraft(room, 1)).id];
}

test("what is held is not posted, nor is its end; what has news is asked anew", async (t) => {
  const [room, added, id] = await heldDown(t);
  const { store, world } = room;
  granted(await decideDraft(contextOf(store), id, "hold"));
  await believe(store, added, "up");
  room.work();
  await room.quiet();
  await room.rest();
  assert.equal((await drafts(room))[0]?.state, "dropped");
  const late = await decideDraft(contextOf(store), id, "post");
  assert.match(late.text, /not to be posted any more/);
  await believe(store, added, "down");
  const before = await awaitDraft(room, 2);
  await believe(store, added, "up");
  const after = await awaitDraft(room, 3);
  assert.match(after.payload.text, /^Datastore was down from/);
  const old = await decideDraft(contextOf(store), before.id, "post");
  assert.match(old.text, /There is news since/);
  const other = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, other, "down");
  await awaitDraft(room, 4);
  const refused = [
    ["see @ada", /mentions nobody/],
    ["see status.example.org", /link/],
    ["x".repeat(281), /too long by/],
    [Array.from({ length: 60 }, () => "0.5").join(" "), /too long by/],
    [" ", /Write what/],
  ] as const;
  for (const [words, problem] of refused)
    assert.match(
      (await editDraft(contextOf(store), after.id, words)).text,
      problem,
    );
  granted(await editDraft(contextOf(store), after.id, "A short break."));
  room.work();
  await world.postsAtLeast(1);
  await room.rest();
  assert.deepEqual(
    (await world.posts()).map(({ text }) => text),
    ["A short break."],
  );
  assert.deepEqual(
    (await drafts(room)).map(({ state }) => state),
    ["dropped", "replaced", "posted", "waiting"],
  );
});

test("words that somebody types once more are posted once more, also where X is not reached at first", async (t) => {
  const [room, added, id] = await heldDown(t);
  const { store, world } = room;
  granted(await editDraft(contextOf(store), id, "A short break."));
  await awaitPosts(room, 1);
  await believe(store, added, "up");
  const after = await awaitDraft(room, 2);
  granted(await editDraft(contextOf(store), after.id, "A short break."));
  await world.fault("x POST /2/tweets", "reset");
  const posts = await awaitPosts(room, 2);
  assert.match(
    posts[1]?.text ?? "",
    /^A short break\. \(\d\d:\d\d:\d\d UTC\)$/,
  );
});

test("that something is up again is not posted once it has failed anew", async (t) => {
  const [room, added, first] = await heldDown(t);
  const { store, world } = room;
  granted(await decideDraft(contextOf(store), first, "post"));
  room.work();
  await world.postsAtLeast(1);
  await room.rest();
  await believe(store, added, "up");
  const recovery = await awaitDraft(room, 2);
  granted(await decideDraft(contextOf(store), recovery.id, "hold"));
  await believe(store, added, "down");
  assert.equal((await drafts(room))[1]?.state, "dropped");
  assert.equal(await isOver(store.db, recovery.deliveryIds), true);
  const late = await decideDraft(contextOf(store), recovery.id, "post");
  assert.match(late.text, /not to be posted any more/);
});

test("that something is up again is posted although it is slow since, of which customers do not hear", async (t) => {
  const [room, added, first] = await heldDown(t);
  granted(await decideDraft(contextOf(room.store), first, "post"));
  room.work();
  await room.world.postsAtLeast(1);
  await room.rest();
  await believe(room.store, added, "up");
  await awaitDraft(room, 2);
  await believe(room.store, added, "degraded");
  await letTimePass(room);
  room.work();
  await room.quiet();
  const posts = (await room.world.posts()).map(({ text }) => text);
  assert.equal(posts.length, 2);
  assert.match(posts[1] ?? "", /^Datastore is up again since/);
});

test("what somebody's words come after replaces the draft that it outdates", async (t) => {
  const room = await roomWith(t, { approvalMs: 10 * MINUTES });
  const { store } = room;
  await rows(
    store.db,
    "UPDATE namespaces SET announce_difficulties = true RETURNING 1",
  );
  const added = await makeMonitor(store);
  await believe(store, added, "degraded");
  await awaitDraft(room, 1);
  await believe(store, added, "down");
  granted(
    await postUpdate(contextOf(store), await room.incidentOf(added), {
      text: "We look into it.",
      onPage: true,
      toCustomers: true,
    }),
  );
  await awaitDraft(room, 2);
  assert.deepEqual(
    (await drafts(room)).map(({ state }) => state),
    ["replaced", "waiting"],
  );
});

test("somebody's words for customers do not wait for the post that does, and the post is shown once", async (t) => {
  const [room, added] = await heldDown(t);
  const { store, world } = room;
  const words = { text: "We look into it.", onPage: true, toCustomers: true };
  const incident = await room.incidentOf(added);
  granted(await postUpdate(contextOf(store), incident, words));
  await believe(store, added, "up");
  const brief = await awaitDraft(room, 2);
  assert.match(brief.payload.text, /^Datastore was down from/);
  assert.match((await world.posts())[0]?.text ?? "", /We look into it\./);
  await letTimePass(room);
  room.work();
  await room.quiet();
  assert.match((await world.posts())[1]?.text ?? "", /^Datastore was down/);
  assert.deepEqual(
    (await drafts(room)).map(({ state }) => state),
    ["replaced", "posted"],
  );
});

async function targetOf(store: Store, { service }: Added): Promise<Target> {
  return granted(await targetById(store.db, { serviceId: service.id })).target;
}

/** Why customers are not to be told of an outage any more, and how that comes about. */
const untold: Record<string, (store: Store, added: Added) => Promise<unknown>> =
  {
    "planned maintenance began before it was told": async (store, added) => {
      await plan(store, added.service.id, Date.now());
      await atTime(contextOf(store));
    },
    "its monitoring was paused before it was told": async (store, added) =>
      granted(
        await pauseMonitors(
          contextOf(store),
          await targetOf(store, added),
          null,
        ),
      ),
    "it was removed from allswell before it was told": async (store, added) =>
      granted(
        await removeTarget(contextOf(store), await targetOf(store, added)),
      ),
    "the service is not public any more": async (store, { service }) =>
      granted(
        await editService(contextOf(store), service.id, { public: false }),
      ),
  };

async function lastOf({ store }: Newsroom, sql: string): Promise<unknown> {
  return (await rows(store.db, `${sql} ORDER BY d.id DESC LIMIT 1`))[0];
}

/** What became of the outage on X, as the ledger says. */
async function onX(room: Newsroom): Promise<unknown> {
  return lastOf(
    room,
    "SELECT d.state, d.failure FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'x' AND d.reason IN ('down', 'recovered')",
  );
}

for (const [why, end] of Object.entries(untold))
  test(`an outage that waits is not posted any more: ${why}`, async (t) => {
    const [room, added] = await heldDown(t);
    const { store, world } = room;
    await end(store, added);
    assert.deepEqual(await onX(room), { state: "dropped", failure: why });
    await letTimePass(room);
    room.work();
    await room.quiet();
    assert.deepEqual(
      (await drafts(room)).map(({ state }) => state),
      ["dropped"],
    );
    const posts = (await world.posts()).map(({ text }) => text);
    assert.ok(!posts.some((text) => / is down/.test(text)), String(posts));
    assert.ok(
      (await shown(room)).some((text) => text.startsWith("Not posted as")),
    );
  });

for (const [why, end] of Object.entries(untold))
  test(`nor is one that waits for others to be told with it: ${why}`, async (t) => {
    const room = await Newsroom.closed(t, { foldMs: MINUTES });
    const { store } = room;
    const added = await makeMonitor(store);
    const topic = { namespaceId: null, serviceId: added.service.id };
    await ensureReaders(store.db, { ...topic, name: "Datastore" }, Date.now());
    await believe(store, added, "down");
    await end(store, added);
    assert.deepEqual(await onX(room), { state: "dropped", failure: why });
    const [readers] = await rows(
      store.db,
      "SELECT d.state FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'readers' AND d.reason = 'down'",
    );
    assert.deepEqual(readers, { state: "dropped" });
  });

test("what may be out stays, and its end is told: also after maintenance, and of a service that is hidden", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const { store, world } = room;
  const added = await makeMonitor(store);
  await world.fault("x POST /2/tweets", "accepted-reset");
  await world.fault("x GET /2/users/:id/tweets", "500", { times: 1_000 });
  await believe(store, added, "down");
  room.work();
  await world.postsAtLeast(1);
  await room.rest();
  const before = await onX(room);
  await untold["the service is not public any more"]?.(store, added);
  const [from, ends] = [Date.now(), Date.now() + 30 * MINUTES];
  await plan(store, added.service.id, from, { until: ends });
  await atTime(contextOf(store));
  assert.deepEqual(await onX(room), before);
  await world.clearFaults();
  await atTime(contextOf(store, { now: ends }));
  await believe(store, added, "up");
  await letTimePass(room);
  room.work();
  await room.quiet();
  const posts = (await world.posts()).map(({ text }) => text);
  assert.match(posts.at(-1) ?? "", /^Datastore is up again/);
  assert.equal(posts.filter((text) => / is down/.test(text)).length, 1);
});

test("of outages that wait together, those that are still true are posted at the time that was said", async (t) => {
  const room = await roomWith(t, { approvalMs: 10 * MINUTES });
  const { store, world } = room;
  const paused = await makeMonitor(store);
  await believe(store, paused, "down");
  await believe(
    store,
    await makeMonitor(store, { serviceName: "Registry" }),
    "down",
  );
  const { id } = await awaitDraft(room, 1);
  await untold["its monitoring was paused before it was told"]?.(store, paused);
  assert.equal((await drafts(room))[0]?.state, "waiting");
  await letTimePass(room);
  room.work();
  await room.quiet();
  assert.deepEqual(
    (await world.posts()).map(({ text }) => text.slice(0, 16)),
    ["Registry is down"],
  );
  assert.deepEqual(
    (await drafts(room)).map(({ state }) => state),
    ["replaced", "posted"],
  );
  const late = await decideDraft(contextOf(store), id, "post");
  assert.match(late.text, /There is news since/);
});

test("of outages that wait together, those that go on are posted at the time that was said when one of them ends", async (t) => {
  const room = await roomWith(t, { approvalMs: 10 * MINUTES });
  const { store, world } = room;
  const over = await makeMonitor(store);
  await believe(store, over, "down");
  const goesOn = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, goesOn, "down");
  await awaitDraft(room, 1);
  await believe(store, over, "up");
  await awaitDraft(room, 3);
  const times = await rows<{ at: number }>(
    store.db,
    "SELECT posts_at AS at FROM drafts ORDER BY id",
  );
  assert.equal(new Set(times.map(({ at }) => at)).size, 1);
  await letTimePass(room);
  room.work();
  await world.postsAtLeast(2);
  await room.quiet();
  assert.deepEqual(
    (await world.posts()).map(({ text }) => text.slice(0, 13)).toSorted(),
    ["Datastore was", "Registry is d"],
  );
});

test("an outage that waits is told together with its end, also where that waits itself", async (t) => {
  const [room, added, id] = await heldDown(t);
  const { store, world } = room;
  await rows(store.db, "UPDATE namespaces SET fold_ms = 60000 RETURNING id");
  await believe(store, added, "up");
  await rows(store.db, "UPDATE drafts SET posts_at = now() RETURNING id");
  await rows(
    store.db,
    "UPDATE deliveries SET next_attempt_at = now() WHERE state = 'planned' AND reason = 'down' RETURNING id",
  );
  room.work();
  await room.quiet();
  assert.deepEqual(
    (await world.posts()).map(({ text }) => text.slice(0, 18)),
    ["Datastore was down"],
  );
  const late = await decideDraft(contextOf(store), id, "post");
  assert.match(late.text, /There is news since/);
});

test("what goes out by itself is looked at once more, and nobody is shown what was dropped meanwhile", async (t) => {
  const [room, added] = await heldDown(t);
  const { store, world } = room;
  // As an account that could not be told of the end.
  await believe(store, added, "up");
  await rows(
    store.db,
    "DELETE FROM deliveries WHERE reason = 'recovered' RETURNING id",
  );
  await letTimePass(room);
  room.work();
  await room.quiet();
  await room.rest();
  assert.deepEqual(await onX(room), {
    state: "dropped",
    failure: "it was over before it was posted",
  });
  assert.deepEqual(await world.posts(), []);
  const again = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, again, "down");
  const claimed = await claimDueOutlets(contextOf(store), 9, EDITS, "others");
  const account = claimed.find(({ channel }) => channel === "x");
  assert.ok(account !== undefined);
  const task = await nextTask(contextOf(store), account, EDITS);
  assert.ok(task?.kind === "post");
  await untold["its monitoring was paused before it was told"]?.(store, again);
  const { ids, topic } = task;
  const fixed = { ids, topic, threadId: null, payload: { text: "It is down" } };
  const of = { isMaintenance: false, endsMaintenance: false };
  const { namespaceId } = again.service;
  const post = { ...fixed, ...of };
  await review(contextOf(store), account, namespaceId, post, async () => []);
  assert.equal((await drafts(room)).length, 1, "none of what was dropped");
});

test("beyond the month's budget posts are held, ends are told, and the operators hear of it once", async (t) => {
  const room = await roomWith(t, { budget: 45 });
  const { store, world } = room;
  const services: Added[] = [];
  for (const serviceName of ["A", "B", "C"])
    services.push(await makeMonitor(store, { serviceName }));
  for (const [index, service] of services.entries()) {
    await believe(store, service, "down");
    if (index === 0) {
      room.work();
      await room.quiet();
      await room.rest();
    } else await awaitDraft(room, index);
  }
  const [a, b] = services;
  assert.ok(a !== undefined && b !== undefined);
  await believe(store, a, "up");
  room.work();
  await world.postsAtLeast(2);
  await room.rest();
  assert.deepEqual(
    (await world.posts()).map(({ text }) => text.slice(0, 9)),
    ["A is down", "A is up a"],
  );
  const [held] = await drafts(room);
  assert.ok(held !== undefined);
  assert.deepEqual([held.state, held.because], ["held", "budget"]);
  granted(await decideDraft(contextOf(store), held.id, "post"));
  room.work();
  await world.postsAtLeast(3);
  await believe(store, b, "up");
  assert.match((await world.postsAtLeast(4)).at(-1)?.text ?? "", /^B is up/);
  await room.rest();
  const warned = await rows<{ text: string }>(
    store.db,
    "SELECT text FROM announcements WHERE reason = 'operators' ORDER BY id",
  );
  assert.equal(warned.length, 1);
  assert.match(
    warned[0]?.text ?? "",
    /^The budget is used up: \$0\.015 of the/,
  );
});

test("maintenance that was held is not posted when it began or ended meanwhile", async (t) => {
  const room = await roomWith(t, { budget: 30 });
  const { store, world } = room;
  const datastore = await makeMonitor(store);
  const { service } = datastore;
  for (const belief of ["down", "up"] as const) {
    await believe(store, datastore, belief);
    room.work();
    await room.quiet();
    await room.rest();
  }
  const from = Date.now() + 60 * MINUTES;
  await plan(store, service.id, from);
  const planned = await awaitDraft(room, 1);
  assert.deepEqual([planned.state, planned.because], ["held", "budget"]);
  await atTime(contextOf(store, { now: from }));
  const states = async () => (await drafts(room)).map(({ state }) => state);
  assert.deepEqual(await states(), ["dropped"], "it began");
  const late = await decideDraft(contextOf(store), planned.id, "post");
  assert.ok(!late.ok);
  await letTimePass(room);
  const begun = await awaitDraft(room, 2);
  assert.deepEqual(await states(), ["dropped", "held"]);
  await rows(
    store.db,
    "UPDATE maintenance_occurrences SET state = 'ended' RETURNING id",
  );
  const over = await decideDraft(contextOf(store), begun.id, "post");
  assert.match(over.ok ? "" : over.text, /^It is over by now/);
  assert.deepEqual(await states(), ["dropped", "dropped"]);
  assert.equal((await world.posts()).length, 2, "the outage and its end");
});

test("what waits to be allowed goes out sooner where the team is given less time, and at once where it is not asked any more", async (t) => {
  const room = await roomWith(t, { approvalMs: 600 * MINUTES });
  const { store, world } = room;
  await believe(store, await makeMonitor(store), "down");
  const before = await awaitDraft(room, 1);
  const edit = async (approvalMs: number | null): Promise<void> => {
    granted(await editVoice(contextOf(store), "iati", { approvalMs }));
  };
  const waitMs = async (): Promise<number> => {
    const [row] = await rows<{ ms: number }>(
      store.db,
      "SELECT (extract(epoch FROM posts_at - created_at) * 1000)::float8 AS ms FROM drafts WHERE id = $1",
      [before.id],
    );
    return Math.round((row?.ms ?? 0) / MINUTES);
  };
  await edit(20 * MINUTES);
  assert.equal(await waitMs(), 20);
  await edit(60 * MINUTES);
  assert.equal(await waitMs(), 20);
  assert.deepEqual(await world.posts(), []);
  await edit(null);
  room.work();
  await room.quiet();
  assert.equal((await world.posts()).length, 1);
});
