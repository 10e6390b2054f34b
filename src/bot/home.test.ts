import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Store } from "../store/db.ts";
import { testLog, testStore } from "../testing/database.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { wordsOfBlocks } from "../testing/slack-words.ts";
import { Home, type Published } from "./home.ts";

/** Home tabs of a watch of one service, and what people were shown. */
async function open(t: TestContext) {
  const store = await testStore(t);
  await makeNamespace(store);
  const datastore = await makeMonitor(store);
  const clock = new ManualClock(Date.now());
  const shown: { user: string; words: string }[] = [];
  const answer: { next: Published } = { next: { ok: true } };
  const home = new Home({
    context: (actor) => contextOf(store, { actor, now: clock.now() }),
    publish: async (user, { blocks }) => {
      shown.push({ user, words: wordsOfBlocks(blocks) });
      return answer.next;
    },
    clock,
    log: testLog,
  });
  const seen = (): string[] => shown.splice(0).map(({ user }) => user);
  return { store, datastore, clock, home, shown, answer, seen };
}

async function breakIt(
  store: Store,
  datastore: Awaited<ReturnType<typeof makeMonitor>>,
): Promise<void> {
  await believe(store, datastore, "down", { reason: "HTTP 503" });
}

test("those who look see what changes, and nobody else does", async (t) => {
  const { store, datastore, clock, home, shown, seen } = await open(t);
  await home.keepCurrent();
  assert.deepEqual(seen(), [], "nobody has opened it");
  await home.open("UADA");
  assert.match(shown[0]?.words ?? "", /^Nothing is known to be down/);
  assert.deepEqual(seen(), ["UADA"]);
  await home.keepCurrent();
  assert.deepEqual(seen(), [], "nothing changed");
  await breakIt(store, datastore);
  await home.keepCurrent();
  assert.match(shown[0]?.words ?? "", /^1 service down.*\n.*\n.*HTTP 503/s);
  assert.deepEqual(seen(), ["UADA"]);
  clock.move(9 * 60_000);
  await home.open("UBEN");
  clock.move(2 * 60_000);
  await believe(store, datastore, "up");
  await home.keepCurrent();
  assert.deepEqual(seen(), ["UBEN", "UBEN"], "ada opened hers long ago");
});

test("many viewers take turns, and Slack's wish to be left alone counts", async (t) => {
  const { store, datastore, clock, home, answer, seen } = await open(t);
  const all = Array.from({ length: 8 }, (_, index) => `U${index}`);
  for (const user of all) await home.open(user);
  seen();
  await breakIt(store, datastore);
  answer.next = { ok: false, leaveAloneMs: 30_000 };
  await home.keepCurrent();
  assert.deepEqual(seen(), ["U0"]);
  answer.next = { ok: true };
  await home.keepCurrent();
  assert.deepEqual(seen(), [], "too early");
  clock.move(30_000);
  await home.keepCurrent();
  assert.deepEqual(seen(), ["U1", "U2", "U3", "U4", "U5", "U6"]);
  await home.keepCurrent();
  assert.deepEqual(seen().sort(), ["U0", "U7"]);
  await home.keepCurrent();
  assert.deepEqual(seen(), []);
  answer.next = { ok: false };
  await believe(store, datastore, "up");
  await home.keepCurrent();
  assert.equal(seen().length, 6);
  answer.next = { ok: true };
  await home.keepCurrent();
  assert.equal(seen().length, 2, "those whom Slack does not know are left out");
});

test("the loop ends when it is told to", async (t) => {
  const { store, datastore, clock, home, shown } = await open(t);
  await home.open("UADA");
  const ending = new AbortController();
  const running = home.run(ending.signal);
  await breakIt(store, datastore);
  const changed = (async () => {
    while (shown.length < 2) await new Promise((done) => setTimeout(done, 5));
  })();
  await clock.passUntil(changed);
  ending.abort();
  await running;
});
