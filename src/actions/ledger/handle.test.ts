import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../store/db.ts";
import {
  admin,
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../../testing/factory.ts";
import { mailsIn } from "../../testing/mail.ts";
import { Newsroom } from "../../testing/newsroom.ts";
import { until } from "../../testing/until.ts";
import { type Actor, inTransaction, type Refusal } from "../context.ts";
import { findTopic } from "../audience/subscriptions.ts";
import { showDeliveries } from "../ledger.ts";
import { subscribeByMail } from "../mail/mail-subscriptions.ts";
import {
  dropDelivery,
  resendDelivery,
  retryDelivery,
  useOutletAgain,
} from "./handle.ts";

const PARKED = "9999-12-31T00:00:00Z";
const place = { part: "all", incidentId: null, beforeId: null } as const;

async function deliveriesOf(
  room: Newsroom,
  channel = "slack",
): Promise<{ id: number; outletId: number; state: string }[]> {
  return rows(
    room.store.db,
    `SELECT d.id, d.outlet_id AS "outletId", d.state FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
     WHERE o.channel = $1 AND d.reason <> 'operators' ORDER BY d.id`,
    [channel],
  );
}

/** The first delivery, as if nobody could have been asked for long whether it arrived. */
async function leftToPeople(room: Newsroom): Promise<number> {
  room.work();
  const { id } = await until("it may have arrived", async () => {
    const [one] = await deliveriesOf(room);
    return one?.state === "ambiguous" && one;
  });
  await room.rest();
  await rows(
    room.store.db,
    "UPDATE deliveries SET state = 'ambiguous', next_attempt_at = $1 WHERE state IN ('ambiguous', 'sending') RETURNING 1",
    [PARKED],
  );
  await rows(
    room.store.db,
    "UPDATE outlets SET paused_until = NULL, lease_until = NULL RETURNING 1",
  );
  return id;
}

function sentences(
  answers: readonly ({ ok: true; text: string } | Refusal)[],
): string[] {
  return answers
    .map(({ text }) => text)
    .toSorted((one, other) => one.localeCompare(other));
}

async function audits(room: Newsroom): Promise<string[]> {
  const found = await rows<{ verb: string }>(
    room.store.db,
    "SELECT verb FROM audits WHERE verb LIKE 'delivery %' OR verb LIKE 'outlet %' ORDER BY id",
  );
  return found.map(({ verb }) => verb);
}

test("what Slack refused is sent once more after the channel is in use again, however often the buttons are pressed", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  await room.world.fault("slack chat.postMessage", "error", {
    error: "is_archived",
  });
  room.work();
  await believe(room.store, await makeMonitor(room.store), "down");
  await room.quiet();
  const [first] = await deliveriesOf(room);
  const { id, outletId } = first ?? { id: 0, outletId: 0 };
  const context = () => contextOf(room.store);
  const failed = await showDeliveries(context(), { ...place, part: "failed" });
  assert.deepEqual(
    failed?.lines.map(({ id: one, offReason }) => [one, offReason]),
    [[id, "the channel is archived"]],
  );
  const off = await retryDelivery(context(), id);
  assert.match(
    off.ok ? "" : off.text,
    /^Nothing is sent to #ops any more: the channel is archived\. Mend that .*"Use again"/,
  );
  const used = await Promise.all([
    useOutletAgain(context(), outletId),
    useOutletAgain(context(), outletId),
  ]);
  assert.deepEqual(sentences(used), [
    "#ops is in use already.",
    "#ops is told again.",
  ]);
  await room.rest(); // nobody delivers between the presses
  const pressed = await Promise.all([
    retryDelivery(context(), id),
    retryDelivery(context(), id),
  ]);
  assert.deepEqual(sentences(pressed), [
    "It is sent again now.",
    "It is tried again already.",
  ]);
  room.work(2);
  await room.quiet();
  const messages = await room.world.messages();
  assert.equal(
    messages.filter(({ text }) => text.startsWith("Datastore is down")).length,
    1,
  );
  const again = granted(await retryDelivery(context(), id));
  assert.equal(again.text, "It was told already.");
  const late = await dropDelivery(context(), id);
  assert.equal(late.ok ? "" : late.kind, "sent");
  assert.deepEqual(await audits(room), ["outlet use again", "delivery retry"]);
});

test("what may have arrived is asked for first; nothing is told out of order; what is dropped is not told", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  const context = () => contextOf(room.store);
  const added = await makeMonitor(room.store);
  await room.world.fault("slack chat.postMessage", "accepted-reset");
  // As if nobody could have been asked so far: left to people.
  await room.world.fault("slack conversations.history", "500", { times: 50 });
  await believe(room.store, added, "down");
  const id = await leftToPeople(room);
  await room.world.clearFaults();
  assert.match(
    granted(await retryDelivery(context(), id)).text,
    /^#ops is asked now whether it arrived/,
  );
  room.work();
  await room.quiet();
  await room.rest();
  assert.equal((await room.world.messages()).length, 1, "it had arrived");
  // A message that failed, after which the end was told.
  await believe(room.store, added, "up");
  room.work();
  await room.quiet();
  await room.rest();
  await rows(
    room.store.db,
    "UPDATE deliveries SET state = 'dead' WHERE id = $1 RETURNING 1",
    [id],
  );
  const overtaken = await retryDelivery(context(), id);
  assert.equal(overtaken.ok ? "" : overtaken.kind, "overtaken");
  assert.match(granted(await dropDelivery(context(), id)).text, /^Dropped: /);
  assert.equal(
    granted(await dropDelivery(context(), id)).text,
    "It was dropped already.",
  );
  const gone = await retryDelivery(context(), id);
  assert.equal(gone.ok ? "" : gone.kind, "dropped");
  // News that waits, dropped while a deliverer is about to take it.
  await believe(room.store, added, "down");
  const waiting = (await deliveriesOf(room)).at(-1)?.id ?? 0;
  granted(await dropDelivery(context(), waiting));
  room.work();
  await room.quiet();
  assert.equal((await room.world.messages()).length, 2);
  const history = await showDeliveries(context(), { ...place, incidentId: 2 });
  assert.deepEqual(
    history?.lines.map(({ state, failure }) => [state, failure]),
    [["dropped", "dropped by Ada"]],
  );
  const nowhere = await useOutletAgain(context(), 999_999);
  assert.equal(nowhere.ok ? "" : nowhere.kind, "not-found");
  const none = await retryDelivery(context(), 999_999);
  assert.equal(none.ok ? "" : none.kind, "not-found");
  assert.equal(
    await showDeliveries(context(), { ...place, incidentId: 99 }),
    null,
  );
});

test("of a mail that was handed over twice without a word nobody can be asked: somebody looks, and sends it again", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  const context = () => contextOf(room.store);
  const added = await makeMonitor(room.store);
  const found = await findTopic(context(), "iati");
  assert.ok(found.ok);
  granted(
    await subscribeByMail(
      context(),
      ["ops@example.org"],
      { audience: "team", verbosity: "problems" },
      found.topic,
    ),
  );
  await room.world.fault("mail DATA", "reset", { times: 2 });
  await believe(room.store, added, "down");
  room.work();
  const { id } = await until("nobody can be asked", async () => {
    const [mail] = await rows<{ id: number }>(
      room.store.db,
      "SELECT id FROM deliveries WHERE state = 'ambiguous' AND next_attempt_at >= '9999-01-01'",
    );
    return mail;
  });
  assert.deepEqual(await mailsIn(room.world), []);
  const asked = await retryDelivery(context(), id);
  assert.equal(
    asked.ok ? "" : asked.text,
    "Of o•••••@example.org nobody can be asked whether it arrived. Look there, then send it again or drop it.",
  );
  await room.rest();
  const pressed = [
    await resendDelivery(context(), id),
    await resendDelivery(context(), id),
  ];
  assert.deepEqual(sentences(pressed), [
    "It is sent again now.",
    "It is tried again already.",
  ]);
  room.work();
  await room.quiet();
  assert.equal((await mailsIn(room.world)).length, 1);
  const [told] = await deliveriesOf(room, "mail");
  assert.equal(told?.state, "sent");
  assert.deepEqual(await audits(room), ["delivery resend"]);
});

test("a post that may be out and cannot be looked for is sent again by whoever looked", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  const context = () => contextOf(room.store);
  await room.world.fault("slack chat.postMessage", "reset");
  await room.world.fault("slack conversations.history", "500", { times: 50 });
  await believe(room.store, await makeMonitor(room.store), "down");
  const id = await leftToPeople(room);
  granted(await resendDelivery(context(), id));
  room.work();
  await room.quiet();
  assert.equal((await room.world.messages()).length, 1);
});

test("what customers were not told while it was true is not told them by a button when it is over", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const context = () => contextOf(room.store);
  const added = await makeMonitor(room.store);
  const refusedDown = async (): Promise<number> => {
    await believe(room.store, added, "down");
    const { id = 0 } = (await deliveriesOf(room, "x")).at(-1) ?? {};
    await rows(
      room.store.db,
      "UPDATE deliveries SET state = 'dead', post_id = id, payload = '{}' WHERE id = $1 RETURNING 1",
      [id],
    );
    return id;
  };
  const first = await refusedDown();
  await believe(room.store, added, "up");
  const late = await retryDelivery(context(), first);
  assert.equal(late.ok ? "" : late.kind, "over");
  assert.match(late.text, /^It is over by now/);
  granted(await retryDelivery(context(), await refusedDown()));
  assert.deepEqual(
    (await deliveriesOf(room, "x")).map(({ state }) => state),
    ["dead", "retry"],
  );
});

test("the team's channels are for those who change things there, customers' for those who speak to them", async (t) => {
  const room = await Newsroom.closed(t);
  await believe(room.store, await makeMonitor(room.store), "down");
  const [team] = await deliveriesOf(room);
  const [post] = await deliveriesOf(room, "x");
  const as = (actor: Partial<Actor>) =>
    contextOf(room.store, { actor: { ...admin, id: "UBOB", ...actor } });
  const editor = {
    role: "member",
    grants: [{ role: "editor", namespaceId: null }],
  } as const;
  const kinds = async (actor: Partial<Actor>): Promise<string[]> =>
    Promise.all(
      [team, post].map(async (one) => {
        const done = await retryDelivery(as(actor), one?.id ?? 0);
        return done.ok ? "ok" : done.kind;
      }),
    );
  assert.deepEqual(await kinds({ role: "member" }), [
    "not-allowed",
    "not-allowed",
  ]);
  assert.deepEqual(await kinds({ role: "guest" }), [
    "not-allowed",
    "not-allowed",
  ]);
  assert.deepEqual(await kinds(editor), ["ok", "not-allowed"]);
  assert.deepEqual(
    await kinds({
      ...editor,
      grants: [{ role: "announcer", namespaceId: null }],
    }),
    ["ok", "ok"],
  );
  assert.deepEqual(await kinds({}), ["ok", "ok"]);
});

test("a page of the ledger costs the same however much was told before", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  await believe(room.store, await makeMonitor(room.store), "down");
  await rows(
    room.store.db,
    `INSERT INTO deliveries (announcement_id, incident_id, outlet_id, reason, state, next_attempt_at, attempts, sent_at, remote_id, created_at)
     SELECT d.announcement_id, NULL, d.outlet_id, d.reason, 'sent', now() - interval '9 days', 1, now() - interval '9 days', 'old' || n, now() - interval '9 days'
     FROM deliveries d, generate_series(1, 20000) AS n RETURNING 1`,
  );
  await room.store.db.query("ANALYZE deliveries");
  const [count] = await room.store.transaction(async (tx) => {
    const context = inTransaction(contextOf(room.store), tx);
    for (const part of ["all", "waiting", "failed"] as const)
      await showDeliveries(context, { ...place, part });
    return rows<{ read: number }>(
      tx,
      "SELECT (seq_tup_read + idx_tup_fetch)::float8 AS read FROM pg_stat_xact_user_tables WHERE relname = 'deliveries'",
    );
  });
  const read = count?.read ?? 0;
  assert.ok(read > 0 && read < 500, `${read} rows of the ledger were read`);
});
