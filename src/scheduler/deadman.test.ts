import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { lookAtDeadman } from "../actions/doctor/deadman.ts";
import { systemClock } from "../base/clock.ts";
import { MINUTE } from "../domain/time.ts";
import { createConnector } from "../net/create-connector.ts";
import { rows, type Store } from "../store/db.ts";
import { ensureOutlet } from "../store/telling/outlets.ts";
import { tellOutlets } from "../actions/upkeep/tell-operators.ts";
import { testLog, testStore } from "../testing/database.ts";
import { contextOf } from "../testing/factory.ts";
import { listening } from "../testing/listening.ts";
import { Deadman } from "./deadman.ts";

/** Words that wait for somebody since an instant; the id of the delivery. */
async function told(
  store: Store,
  since: number,
  to: { channel?: string; recipient: string; audience?: "customers" },
): Promise<number> {
  const outlet = {
    channel: "mail",
    audience: "team",
    label: "",
    ...to,
  } as const;
  const { id } = await ensureOutlet(store.db, outlet, since);
  await tellOutlets(store.db, since, [id], "news");
  const [delivery] = await rows<{ id: number }>(
    store.db,
    `SELECT id FROM deliveries WHERE outlet_id = ${id}`,
  );
  return delivery?.id ?? 0;
}

test("it is pinged once a minute, by one of two instances, and only while loops, database and deliverer are on time", async (t) => {
  const store = await testStore(t);
  let pings = 0;
  let status = 200;
  const server = createServer((_request, response) => {
    pings += 1;
    response.writeHead(status).end("OK");
  });
  const port = await listening(t, server);
  const started = Date.now();
  let now = started;
  const parts = {
    context: () => contextOf(store, { now }),
    clock: systemClock,
    log: testLog,
    connector: createConnector({ allowNetworks: ["127.0.0.1"] }),
    url: `http://127.0.0.1:${port}/ping/secret`,
  };
  const [one, other] = [new Deadman(parts), new Deadman(parts)];
  const { signal } = new AbortController();
  /** A minute later: what the instance says of its loops, and who looks. */
  const minute = async (loops: {
    claimedMs: number;
    deliveredMs: number;
  }): Promise<number> => {
    now += MINUTE;
    await rows(
      store.db,
      `INSERT INTO instances (id, host, roles, version, started_at, seen_at, condition)
       VALUES ('00000000-0000-0000-0000-000000000001', 'one', '{probe,deliver}', '1', now(), now(), $1)
       ON CONFLICT (id) DO UPDATE SET seen_at = now(), condition = excluded.condition RETURNING 1`,
      [
        JSON.stringify({
          claimedAt: now - loops.claimedMs,
          deliveredAt: now - loops.deliveredMs,
        }),
      ],
    );
    await rows(
      store.db,
      "UPDATE periodic_runs SET due_at = now() - interval '1 second' RETURNING 1",
    );
    const before = pings;
    await Promise.all([one.look(signal), other.look(signal)]);
    await one.look(signal);
    return pings - before;
  };
  const found = async (): Promise<string> =>
    (await lookAtDeadman(store.db, now)).map(({ text }) => text).join();
  const well = { claimedMs: 1_000, deliveredMs: 1_000 };
  await one.look(signal);
  assert.equal(pings, 0, "nobody is at work yet");
  assert.match(await found(), /^never pinged yet: not pinged on purpose: /);
  assert.equal(await minute(well), 1);
  assert.match(await found(), /^last pinged/);
  assert.equal(await minute({ ...well, claimedMs: MINUTE }), 0);
  assert.match(await found(), /no instance looks for monitors/);
  assert.equal(await minute({ ...well, deliveredMs: MINUTE }), 0);
  assert.match(await found(), /no instance looks for messages/);
  await rows(
    store.db,
    "INSERT INTO own_troubles (channel, began_at, opened_at, waiting, told) VALUES ('slack', now(), now(), 1, '{}'), ('mail', now(), now(), 1, '{}') RETURNING 1",
  );
  const reader = { recipient: "reader:1", audience: "customers" } as const;
  await told(store, now - 60 * MINUTE, reader);
  assert.equal(await minute(well), 1, "a reader's mailbox is full");
  const ops = { channel: "slack", recipient: "COPS" } as const;
  const id = await told(store, now - 60 * MINUTE, ops);
  assert.equal(await minute(well), 0);
  assert.match(await found(), /nothing comes through by Slack/);
  const news = await told(store, now, { ...ops, recipient: "CNEWS" });
  await rows(
    store.db,
    `UPDATE deliveries SET state = 'sent', sent_at = now(), remote_id = '1', post_id = id WHERE id = ${news} RETURNING 1`,
  );
  assert.equal(await minute(well), 1, `${id} waits, others are told`);
  await rows(
    store.db,
    "UPDATE own_troubles SET resolved_at = now() RETURNING 1",
  );
  status = 500;
  assert.equal(await minute(well), 1);
  assert.match(await found(), /HTTP 500$/);
  status = 200;
  assert.equal(await minute(well), 1);
  assert.match(await found(), /^last pinged/);
});
