import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel } from "../announcer/channel.ts";
import { rows } from "../store/db.ts";
import { testLog, testStore } from "../testing/database.ts";
import { contextOf } from "../testing/factory.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { until } from "../testing/until.ts";
import { DeliverLoop } from "./deliver-loop.ts";

/** More than are served at once. */
const READERS = 50;

test("copies for many are told one after the other without a pause, and after the team's own mails", async (t) => {
  const store = await testStore(t);
  await rows(
    store.db,
    `WITH made AS (
       INSERT INTO outlets (channel, recipient, label, audience, lease, created_at)
       SELECT 'mail', CASE WHEN n <= ${READERS} THEN 'reader:' || n ELSE 'list:' || n END, 'somebody', 'team', 0, now()
       FROM generate_series(1, ${READERS + 2}) n RETURNING id
     ), said AS (
       INSERT INTO announcements (reason, text, facts, created_at) VALUES ('operators', 'news', '{}', now()) RETURNING id)
     INSERT INTO deliveries (announcement_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
     SELECT said.id, made.id, 'operators', 'planned', now(), 0, now() FROM said, made RETURNING 1`,
  );
  const told: string[] = [];
  const mail: Channel = {
    compose: () => ({}),
    async send(_payload, { recipient }) {
      told.push(recipient);
      return { kind: "accepted", remoteId: recipient };
    },
    find: async () => ({ kind: "absent" }),
  };
  const ending = new AbortController();
  const running = new DeliverLoop({
    context: () => contextOf(store),
    // Nobody moves it: whoever waits for the next look waits for ever.
    clock: new ManualClock(),
    log: testLog,
    channels: { mail },
    operators: async () => [],
  }).run(ending.signal);
  t.after(async () => {
    ending.abort();
    await running;
  });
  await until("all are told", async () => told.length === READERS + 2);
  assert.equal(new Set(told).size, READERS + 2);
  const lists = told.slice(0, 16).filter((who) => who.startsWith("list:"));
  assert.equal(lists.length, 2, "the team is told among the first");
});
