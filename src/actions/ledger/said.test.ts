import assert from "node:assert/strict";
import { test } from "node:test";
import { believe, contextOf, makeMonitor } from "../../testing/factory.ts";
import { Newsroom } from "../../testing/newsroom.ts";
import { showDeliveries } from "../ledger.ts";
import { listDeliveries } from "../inside/private-view.ts";

test("the ledger says what was said: customers were told of no host and no fault", async (t) => {
  const room = await Newsroom.closed(t);
  const context = contextOf(room.store);
  const reason = "10.0.0.7:443: HTTP 503";
  await believe(room.store, await makeMonitor(room.store), "down", { reason });
  const onX = async (): Promise<string | undefined> => {
    const place = { part: "all", incidentId: null, beforeId: null } as const;
    const page = await showDeliveries(context, place);
    return page?.lines.find(({ channel }) => channel === "x")?.text;
  };
  assert.equal(await onX(), "Datastore is down", "not worded yet");
  room.work();
  await room.quiet();
  assert.match((await onX()) ?? "", /^Datastore is down since \d\d:\d\d UTC\./);
  const wanted = { states: null, incidentId: null, after: null, limit: 50 };
  const listed = await listDeliveries(context, wanted);
  const texts = (channel: string): string[] =>
    listed.rows
      .filter((one) => one.channel === channel)
      .map(({ text }) => text);
  assert.deepEqual(texts("x"), [await onX()], "and so does the API");
  assert.match(texts("slack")[0] ?? "", /HTTP 503/, "the team reads it all");
});
