import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { changeContact } from "../people/contact.ts";
import { lookAtTelling } from "../doctor/own-troubles.ts";
import { type Alarm, watchTelling } from "./own-troubles.ts";
import { showBoard } from "../inside/show.ts";

const ADA = "UADA000001";
const BOB = "UBOB000001";
const alarm: Alarm = {
  operators: async () => [ADA, BOB],
  bySms: true,
  byMail: true,
};

/** What the operators are told: by which way, to whom, and what. */
async function toldTo(store: Store): Promise<string[]> {
  const found = await rows<{ line: string }>(
    store.db,
    `SELECT o.channel || ' ' || o.recipient || ': ' || a.text AS line FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
     JOIN announcements a ON a.id = d.announcement_id WHERE d.reason = 'operators' ORDER BY d.id`,
  );
  return found.map(({ line }) => line);
}

/** Somebody keeps how they can be reached. */
async function reach(
  store: Store,
  id: string,
  contact: { phone?: string; mail?: string },
): Promise<void> {
  const actor = { id, name: id, role: "member" } as const;
  granted(await changeContact(contextOf(store, { actor }), contact));
}

async function downAt(store: Store, at: number): Promise<void> {
  await makeNamespace(store);
  await believe(store, await makeMonitor(store), "down", { at });
}

async function markSlack(
  store: Store,
  state: string,
  at: number,
): Promise<void> {
  await rows(
    store.db,
    `UPDATE deliveries d SET state = $1, failure = 'is_archived', attempts = 1, post_id = d.id, remote_id = CASE WHEN $1 = 'sent' THEN 'ts' || d.id END,
       sent_at = CASE WHEN $1 = 'sent' THEN to_timestamp($2::float8 / 1000) END
     FROM outlets o WHERE o.id = d.outlet_id AND o.channel = 'slack' AND d.reason <> 'operators' RETURNING 1`,
    [state, at],
  );
}

test("Slack tells nothing for more than four minutes: told once by SMS or mail, shown, and told when it is over", async (t) => {
  const store = await testStore(t);
  const at = Date.now() - 60 * MINUTE;
  await reach(store, ADA, { phone: "+447700900123", mail: "ada@example.org" });
  await reach(store, BOB, { mail: "bob@example.org" });
  await downAt(store, at);
  const look = (now: number) => watchTelling(contextOf(store, { now }), alarm);
  await look(at + 3 * MINUTE);
  assert.deepEqual(await toldTo(store), [], "not yet");
  // Two instances look at the same moment.
  await Promise.all([look(at + 5 * MINUTE), look(at + 5 * MINUTE)]);
  await look(at + 6 * MINUTE);
  const told = await toldTo(store);
  assert.deepEqual(
    told.map((line) => line.replace(/:.*/, "")),
    [`sms ${ADA}`, `mail ${BOB}`],
  );
  assert.match(
    told[0] ?? "",
    /allswell cannot tell: 1 message by Slack waits, the oldest for 5 min\./,
  );
  const context = contextOf(store, { now: at + 6 * MINUTE });
  assert.deepEqual(
    (await showBoard(context)).own?.map(({ channel }) => channel),
    ["slack"],
  );
  const [finding] = await lookAtTelling(store.db, at + 6 * MINUTE, alarm);
  assert.equal(finding?.isFine, false);
  assert.match(finding?.text ?? "", /nothing comes through by Slack for 6 min/);
  await markSlack(store, "sent", at + 7 * MINUTE);
  // The alarm itself went out, too.
  await rows(
    store.db,
    "UPDATE deliveries SET state = 'sent', sent_at = now(), remote_id = 'x' || id WHERE reason = 'operators' RETURNING 1",
  );
  await Promise.all([look(at + 8 * MINUTE), look(at + 8 * MINUTE)]);
  const after = (await toldTo(store)).slice(2);
  assert.deepEqual(after, [
    `sms ${ADA}: Messages by Slack are told again, after 8 min.`,
    `mail ${BOB}: Messages by Slack are told again, after 8 min.`,
  ]);
  assert.deepEqual((await showBoard(context)).own, []);
});

test("a message that died in Slack is told outside Slack: all of a moment at once, and once", async (t) => {
  const store = await testStore(t);
  const at = Date.now();
  await reach(store, ADA, { phone: "+447700900123", mail: "ada@example.org" });
  await downAt(store, at);
  await markSlack(store, "dead", at);
  const context = () => contextOf(store, { now: at });
  await Promise.all([
    watchTelling(context(), alarm),
    watchTelling(context(), alarm),
  ]);
  await watchTelling(context(), alarm);
  assert.deepEqual(await toldTo(store), [
    `mail ${ADA}: 1 message could not be delivered in Slack: to #iati (is_archived). \`deliveries failed\` says more.`,
  ]);
});

test("an SMS that nobody takes becomes a mail, a mail an SMS, and neither comes back; a way that is stuck is not taken", async (t) => {
  const store = await testStore(t);
  const at = Date.now() - 60 * MINUTE;
  for (const [index, id] of [ADA, BOB].entries())
    await reach(store, id, {
      phone: `+44770090012${index}`,
      mail: `p${index}@example.org`,
    });
  await downAt(store, at);
  const look = async (now: number) => {
    await watchTelling(contextOf(store, { now }), alarm);
    return (await toldTo(store)).map((line) => line.replace(/:.*/, ""));
  };
  const kill = (channel: string) =>
    rows(
      store.db,
      `UPDATE deliveries d SET state = 'dead', failure = '21211', post_id = d.id FROM outlets o
       WHERE o.id = d.outlet_id AND o.channel = $1 AND d.reason = 'operators' AND d.state = 'planned' RETURNING 1`,
      [channel],
    );
  const bySms = [`sms ${ADA}`, `sms ${BOB}`];
  assert.deepEqual(await look(at + 5 * MINUTE), bySms);
  await kill("sms");
  const byBoth = [...bySms, `mail ${ADA}`, `mail ${BOB}`];
  assert.deepEqual(await look(at + 6 * MINUTE), byBoth);
  assert.deepEqual(await look(at + 7 * MINUTE), byBoth, "once");
  await kill("mail");
  assert.deepEqual(await look(at + 8 * MINUTE), byBoth, "not back again");

  const other = await testStore(t);
  await reach(other, ADA, { phone: "+447700900123", mail: "a@example.org" });
  await downAt(other, at);
  const [cleo] = await rows<{ id: number }>(
    other.db,
    "INSERT INTO outlets (channel, recipient, label, audience, lease, created_at) VALUES ('sms', 'UCLEO', 'Cleo (SMS)', 'team', 0, now()) RETURNING id",
  );
  await rows(
    other.db,
    `INSERT INTO deliveries (announcement_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
     SELECT min(id), $1::integer, 'down', 'planned', to_timestamp($2::float8 / 1000), 0, to_timestamp($2::float8 / 1000) FROM announcements RETURNING id`,
    [cleo?.id, at],
  );
  await watchTelling(contextOf(other, { now: at + 5 * MINUTE }), alarm);
  const ways = (await toldTo(other)).filter((line) => line.includes(ADA));
  assert.ok(
    ways.some((line) => line.startsWith("mail ")),
    ways.join("\n"),
  );
  assert.ok(
    ways.every((line) => !line.startsWith("sms ")),
    ways.join("\n"),
  );
});

test("where there is no other way, that is said: in the log, on the board and by the doctor", async (t) => {
  const store = await testStore(t);
  const at = Date.now() - 60 * MINUTE;
  await downAt(store, at);
  const nothing: Alarm = {
    operators: async () => [ADA],
    bySms: false,
    byMail: false,
  };
  const [before] = await lookAtTelling(store.db, at, nothing);
  assert.match(before?.text ?? "", /nobody can be told by another way/);
  const { opened } = await watchTelling(
    contextOf(store, { now: at + 5 * MINUTE }),
    nothing,
  );
  assert.deepEqual(
    opened.map(({ told }) => told),
    [0],
  );
  const [finding] = await lookAtTelling(store.db, at + 5 * MINUTE, nothing);
  assert.match(
    finding?.text ?? "",
    /nobody could be told of that by another way/,
  );
  assert.deepEqual(await toldTo(store), []);
});
