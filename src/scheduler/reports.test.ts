import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import {
  sendOneReport,
  subscribeToReport,
} from "../actions/mail/report-subscriptions.ts";
import { DAY, HOUR, MINUTE } from "../domain/time.ts";
import { rows } from "../store/db.ts";
import { contextOf, granted, makeMonitor } from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { madeAt, makeHours, makeOutage } from "../testing/past.ts";
import { wordsOfBlocks } from "../testing/slack-words.ts";
import { problemsWithMessage } from "../testing/slack-words.ts";

const here = { recipient: "COPS000001", label: "#ops" };
/** A Saturday, long ago; reports are due at eight. */
const NOW = Date.UTC(2026, 2, 14, 7, 59);

type Json = Record<string, unknown>;

async function withReports(t: TestContext): Promise<{
  room: Newsroom;
  posted: () => Promise<Json[]>;
  namespaceId: number;
}> {
  const room = await Newsroom.closed(t, { onX: false });
  const added = await makeMonitor(room.store);
  await madeAt(room.store, added, NOW - 60 * DAY);
  await room.store.db.query("UPDATE services SET status = 'up'");
  await makeHours(
    room.store,
    added.monitor.id,
    { from: NOW + MINUTE - 8 * DAY, until: NOW + MINUTE },
    () => 230,
  );
  await makeOutage(
    room.store,
    added,
    NOW - 5 * HOUR,
    NOW - 5 * HOUR + 10 * MINUTE,
  );
  const posted = async (): Promise<Json[]> => {
    const records = await room.world.slack.records({ kind: "message" });
    return records.filter(({ user }) => user === "UALLSWELL1");
  };
  return { room, posted, namespaceId: added.namespace.id };
}

test("a report that is due is sent once, however many instances look for it", async (t) => {
  const { room, posted, namespaceId } = await withReports(t);
  const at = (now: number) => contextOf(room.store, { now });
  for (const kind of ["daily", "weekly"] as const)
    granted(
      await subscribeToReport(at(NOW), here, {
        kind,
        namespaceId,
        atMinute: 8 * 60,
      }),
    );
  assert.equal(await sendOneReport(at(NOW)), false);
  const sent = await Promise.all(
    Array.from({ length: 6 }, () => sendOneReport(at(NOW + 2 * MINUTE))),
  );
  assert.deepEqual(
    sent.filter(Boolean).length,
    1,
    "the weekly one waits for Monday",
  );
  assert.equal(await sendOneReport(at(NOW + 3 * MINUTE)), false);
  room.work(2);
  await room.quiet();
  const messages = await posted();
  assert.equal(messages.length, 1);
  assert.deepEqual(problemsWithMessage(messages[0] ?? {}), []);
  assert.match(
    wordsOfBlocks(messages[0]?.["blocks"]),
    /Daily report: IATI\n.*Uptime 99\.305 % in 24 hours, down for 10 min in all \(the day before: 100 %\)\.\nAverage response 230 ms/s,
  );
});

test("after days away only the latest report comes, and says why it is late", async (t) => {
  const { room, posted, namespaceId } = await withReports(t);
  granted(
    await subscribeToReport(contextOf(room.store, { now: NOW }), here, {
      kind: "daily",
      namespaceId,
      atMinute: 8 * 60,
    }),
  );
  const later = contextOf(room.store, { now: NOW + 4 * DAY + 5 * HOUR });
  assert.equal(await sendOneReport(later), true);
  assert.equal(await sendOneReport(later), false);
  room.work();
  await room.quiet();
  const [only, ...others] = await posted();
  assert.equal(others.length, 0);
  assert.match(
    wordsOfBlocks(only?.["blocks"]),
    /From 2026-03-17 08:00 UTC to 2026-03-18 08:00 UTC\. It comes late/,
  );
  const [row] = await rows<{ nextAt: number }>(
    room.store.db,
    'SELECT next_at AS "nextAt" FROM report_subscriptions',
  );
  assert.equal(row?.nextAt, Date.UTC(2026, 2, 19, 8));
});

test("a Slack that knows no charts gets the report without them, one that is away gets it later", async (t) => {
  const { room, posted, namespaceId } = await withReports(t);
  const weekly = { kind: "weekly" as const, namespaceId, atMinute: 0 };
  granted(
    await subscribeToReport(contextOf(room.store, { now: NOW }), here, weekly),
  );
  assert.equal(
    await sendOneReport(contextOf(room.store, { now: NOW + 2 * DAY })),
    true,
  );
  await room.world.fault("slack chat.postMessage", "500");
  await room.world.fault("slack chat.postMessage", "error", {
    error: "invalid_blocks",
  });
  room.work();
  await room.quiet();
  const [only, ...others] = await posted();
  assert.equal(others.length, 0);
  const blocks = (only ?? {})["blocks"] as Json[];
  const types = blocks.map(({ type }) => type);
  assert.ok(
    !types.includes("data_visualization") && types.includes("rich_text"),
  );
  assert.deepEqual(await room.states(), { sent: 1 });
});

test("a report that cannot be made stops no other", async (t) => {
  const { room, posted, namespaceId } = await withReports(t);
  const now = contextOf(room.store, { now: NOW });
  const daily = { kind: "daily" as const, namespaceId, atMinute: 8 * 60 };
  granted(await subscribeToReport(now, here, daily));
  granted(
    await subscribeToReport(
      now,
      { recipient: "UADA000001", label: "Ada" },
      daily,
    ),
  );
  await room.store.db.query(
    "UPDATE report_subscriptions SET kind = 'never', next_at = next_at - interval '1 hour' WHERE id = 1",
  );
  const later = contextOf(room.store, { now: NOW + 2 * MINUTE });
  await assert.rejects(sendOneReport(later), /could not be made/);
  assert.equal(await sendOneReport(later), true);
  assert.equal(await sendOneReport(later), false);
  room.work();
  await room.quiet();
  assert.equal((await posted()).length, 1);
});
