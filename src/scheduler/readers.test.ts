import assert from "node:assert/strict";
import { test } from "node:test";
import { ensureMailOutlet } from "../actions/mail/mail-outlets.ts";
import { beginReading, readersCopies } from "../actions/audience/readers.ts";
import { findTopic } from "../actions/audience/subscriptions.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { mailsIn } from "../testing/mail.ts";
import { Newsroom } from "../testing/newsroom.ts";

/** Who reads of what; ada of everything, twice. */
const readings: Record<string, string[]> = {
  "ada@example.org": ["iati", "iati/Service 1"],
  "ben@example.org": ["iati/Service 2"],
  "cleo@example.org": ["iati"],
  "dora@example.org": ["grants"],
};

async function read(room: Newsroom): Promise<void> {
  const context = contextOf(room.store);
  for (const [address, topics] of Object.entries(readings))
    for (const named of topics) {
      const found = await findTopic(context, named);
      assert.ok(found.ok);
      await room.store.transaction(async (tx) => {
        const { id } = await ensureMailOutlet(tx, context, address, "reader");
        await beginReading(tx, context, id, found.topic);
      });
    }
}

async function counted(room: Newsroom, sql: string): Promise<number> {
  const [found] = await rows<{ count: number }>(room.store.db, sql);
  return found?.count ?? NaN;
}

test("readers are told as one: a storm is decided once, and each gets one copy of it, and one of its end", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  const { store, world } = room;
  await makeNamespace(store, { slug: "grants", channels: [] });
  const services = [];
  for (const n of [1, 2, 3, 4, 5])
    services.push(await makeMonitor(store, { serviceName: `Service ${n}` }));
  await read(room);
  for (const one of services) await believe(store, one, "down");
  const planned = await counted(
    room,
    "SELECT count(*) AS count FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.audience = 'customers'",
  );
  assert.equal(planned, 7, "five for the namespace, one for each service");
  room.work();
  await room.quiet();
  await room.rest();
  for (const one of services) await believe(store, one, "up");
  room.work(2);
  await room.quiet();
  await room.rest();

  const expected: [string, RegExp | null][] = [
    ["ada@example.org", /5 services/],
    ["ben@example.org", /Service 2 \(incident \d+\)/],
    ["cleo@example.org", /5 services/],
    ["dora@example.org", null],
  ];
  for (const [to, what] of expected) {
    const [down, up, ...more] = await mailsIn(world, { to });
    assert.deepEqual(more, [], to);
    if (what === null) {
      assert.equal(down, undefined, to);
      continue;
    }
    assert.ok(down !== undefined && up !== undefined, to);
    assert.match(down.subject, /^\[down\] IATI: /);
    assert.match(up.subject, /^Re: \[up again\] IATI: /);
    for (const { subject } of [down, up]) assert.match(subject, what);
    assert.deepEqual(up.references, [down.messageId], "one thread a reader");
    assert.doesNotMatch(down.raw, /front page/);
  }

  const copies =
    "SELECT count(*) AS count FROM deliveries WHERE reason = 'copy'";
  const before = await counted(room, copies);
  assert.equal(before, 6);
  const handed = await rows<{ id: number }>(
    store.db,
    "SELECT DISTINCT copy_of AS id FROM deliveries WHERE copy_of IS NOT NULL",
  );
  const again = readersCopies(() => contextOf(store));
  for (const { id } of handed) {
    assert.equal(await again.areGiven(id), true);
    await again.give(id, "the same once more");
  }
  assert.equal(await counted(room, copies), before, "nobody gets it twice");
});
