import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnnouncementReason } from "./announcement.ts";
import {
  nextTelling,
  isUrgent,
  pacedUntil,
  type Posted,
  STORM,
  STORM_MS,
  stormUntil,
  type Waiting,
} from "./fold.ts";

const now = 1_000_000;
const editable = { editable: true, threads: true, now, windowMs: 20_000 };
const final = { editable: false, threads: true, now, windowMs: 20_000 };

function waits(
  id: number,
  incidentId: number,
  reason: AnnouncementReason,
  threadId: number | null = null,
): Waiting {
  return { id, incidentId, reason, threadId };
}

function posted(id: number, ago: number, fields: Partial<Posted> = {}): Posted {
  return {
    id,
    threadId: null,
    topic: "trouble",
    postedAt: now - ago,
    size: 1,
    ...fields,
  };
}

test("nothing waits, nothing is told", () => {
  assert.equal(nextTelling([], [posted(1, 5)], editable), undefined);
  assert.equal(nextTelling([], [], final), undefined);
});

test("where messages can be edited the first goes out at once", () => {
  assert.deepEqual(nextTelling([waits(1, 1, "down")], [], editable), {
    kind: "post",
    topic: "trouble",
    ids: [1],
    threadId: null,
  });
});

test("what else goes down within the window joins the message", () => {
  const waiting = [waits(3, 3, "difficulties"), waits(2, 2, "down")];
  assert.deepEqual(nextTelling(waiting, [posted(1, 19_999)], editable), {
    kind: "join",
    topic: "trouble",
    ids: [2, 3],
    postId: 1,
  });
  assert.deepEqual(nextTelling(waiting, [posted(1, 20_000)], editable), {
    kind: "post",
    topic: "trouble",
    ids: [2, 3],
    threadId: null,
  });
});

test("a storm's message can be joined for longer than the window, but not for ever", () => {
  const waiting = [waits(99, 99, "down")];
  const kindAfter = (ago: number, size: number) =>
    nextTelling(waiting, [posted(1, ago, { size })], editable)?.kind;
  assert.equal(kindAfter(20_000, STORM - 1), "post");
  assert.equal(kindAfter(20_000, STORM), "join");
  assert.equal(kindAfter(STORM_MS - 1, STORM), "join");
  assert.equal(kindAfter(STORM_MS, STORM), "post");
});

test("where nothing can be edited, a storm that still grows is waited for", () => {
  /** So many, one every so often, the last of them `ago` before now; folded for 20 s. */
  const storm = (
    count: number,
    everyMs: number,
    ago: number,
    foldMs = 20_000,
  ) =>
    Array.from({ length: count }, (_, index) => {
      const decidedAt = now - ago - everyMs * (count - 1 - index);
      return { decidedAt, dueAt: decidedAt + foldMs };
    });
  const cases: [string, ReturnType<typeof storm>, number | null][] = [
    ["nothing", [], null],
    ["a few", storm(STORM - 1, 1_000, 0), null],
    ["one just now", storm(STORM, 1_000, 0), now + 5_000],
    ["the last 4 s ago", storm(STORM, 1_000, 4_000), now + 1_000],
    ["a lull", storm(STORM, 1_000, 5_000), null],
    ["it goes on and on", storm(45, 1_000, 0), now + 1_000],
    ["for long enough", storm(46, 1_000, 0), null],
  ];
  for (const [what, waiting, until] of cases)
    assert.equal(stormUntil(waiting, [], now), until, what);
  assert.equal(isUrgent(storm(STORM, 1_000, 0), now), false);
  assert.equal(isUrgent(storm(1, 0, 0, 0), now), true, "without folding");
  const told = [{ postedAt: now - 40_000, size: STORM }];
  const few = storm(2, 1_000, 30_000);
  assert.equal(stormUntil(few, told, now), now + 20_000, "what follows it");
  const more = storm(STORM, 1_000, 0);
  assert.equal(stormUntil(more, told, now), now + 20_000);
  const brief = [{ postedAt: now - 58_000, size: STORM }];
  assert.equal(stormUntil(more, brief, now), now + 5_000, "it still grows");
  const single = [{ postedAt: now - 40_000, size: STORM - 1 }];
  assert.equal(stormUntil(few, single, now), null, "that was no storm");
});

test("a program is told at once until it was told of a storm, then so often", () => {
  const told = (...messages: [ago: number, size: number][]) =>
    messages.map(([ago, size]) => ({ postedAt: now - ago, size }));
  assert.equal(pacedUntil([], now), null);
  assert.equal(pacedUntil(told([5, STORM - 1]), now), null);
  assert.equal(pacedUntil(told([9_000, 1], [5, STORM - 1]), now), now + 19_995);
  assert.equal(pacedUntil(told([20_000, STORM]), now), null, "the pace");
  assert.equal(pacedUntil(told([STORM_MS, STORM], [5, 1]), now), null, "past");
});

test("news of an incident goes into its own thread, a storm of recoveries into one reply", () => {
  const waiting = [
    waits(5, 1, "recovered", 1),
    waits(6, 2, "recovered", 1),
    waits(7, 9, "recovered", 8),
  ];
  assert.deepEqual(nextTelling(waiting, [posted(1, 100)], editable), {
    kind: "post",
    topic: "recovered",
    ids: [5, 6],
    threadId: 1,
  });
  const reply = posted(5, 100, { threadId: 1, topic: "recovered" });
  assert.deepEqual(nextTelling(waiting, [reply], editable), {
    kind: "join",
    topic: "recovered",
    ids: [5, 6],
    postId: 5,
  });
});

test("a person's note is never hidden in an edit", () => {
  const earlier = posted(4, 100, { threadId: 1, topic: "note" });
  assert.equal(
    nextTelling([waits(5, 1, "acknowledged", 1)], [earlier], editable)?.kind,
    "post",
  );
});

test("what happened first is told first", () => {
  const waiting = [waits(9, 1, "recovered"), waits(8, 1, "down")];
  assert.deepEqual(nextTelling(waiting, [], editable), {
    kind: "post",
    topic: "trouble",
    ids: [8],
    threadId: null,
  });
});

test("where nothing can be edited, what waits is told together: one message for each kind of news", () => {
  const waiting = [
    waits(1, 1, "down"),
    waits(2, 2, "down"),
    waits(3, 3, "recovered", 30),
    waits(4, 4, "recovered", 40),
  ];
  assert.deepEqual(nextTelling(waiting, [], final), {
    kind: "post",
    topic: "trouble",
    ids: [1, 2],
    threadId: null,
  });
  assert.deepEqual(nextTelling(waiting.slice(2), [], final), {
    kind: "post",
    topic: "recovered",
    ids: [3, 4],
    threadId: null,
  });
});

test("an outage that is over before it was told is one message", () => {
  const waiting = [
    waits(1, 1, "down"),
    waits(2, 1, "recovered"),
    waits(3, 2, "down"),
  ];
  assert.deepEqual(nextTelling(waiting, [], final), {
    kind: "post",
    topic: "brief",
    ids: [1, 2],
    threadId: null,
  });
});

test("a reminder that the recovery has overtaken is not told on its own", () => {
  const waiting = [waits(5, 1, "reminder", 1), waits(6, 1, "recovered", 1)];
  assert.deepEqual(nextTelling(waiting, [], final), {
    kind: "post",
    topic: "recovered",
    ids: [5, 6],
    threadId: 1,
  });
});

test("a random walk: everything is told exactly once, and never recovered before down", () => {
  const reasons: AnnouncementReason[] = [
    "worsened",
    "improved",
    "reminder",
    "acknowledged",
  ];
  let seed = 99;
  const random = (n: number): number =>
    (seed = (seed * 48_271) % 2_147_483_647) % n;
  for (let walk = 0; walk < 300; walk++) {
    const rules = walk % 2 === 0 ? editable : final;
    let id = 0;
    let waiting: Waiting[] = [];
    for (let incident = 1; incident <= 1 + random(5); incident++) {
      waiting.push(waits(++id, incident, "down"));
      for (let more = random(3); more > 0; more--)
        waiting.push(waits(++id, incident, reasons[random(4)] ?? "reminder"));
      if (random(2) === 0) waiting.push(waits(++id, incident, "recovered"));
    }
    const total = waiting.length;
    const told: number[] = [];
    const incidentOf = new Map(waiting.map((one) => [one.id, one]));
    for (;;) {
      const telling = nextTelling(waiting, [], rules);
      if (telling === undefined) break;
      told.push(...telling.ids);
      waiting = waiting.filter((one) => !telling.ids.includes(one.id));
      const incidents = new Set(
        telling.ids.map((one) => incidentOf.get(one)?.incidentId),
      );
      const later = waiting.filter((one) => incidents.has(one.incidentId));
      assert.ok(
        later.every((one) => one.id > Math.min(...telling.ids)),
        "in order within an incident",
      );
    }
    assert.equal(told.length, total);
    assert.equal(new Set(told).size, total);
  }
});

test("of what people do, each thing has its own line, and the same thing done to many one together", () => {
  const waiting = [
    waits(5, 1, "acknowledged", 1),
    waits(6, 1, "snoozed", 1),
    waits(7, 2, "acknowledged", 1),
    waits(8, 1, "acknowledged", 1),
  ];
  assert.deepEqual(nextTelling(waiting, [], editable), {
    kind: "post",
    topic: "note",
    ids: [5, 7],
    threadId: 1,
  });
});

test("somebody's words are never told together with others", () => {
  const waiting = [
    waits(5, 1, "update", 1),
    waits(6, 1, "update", 1),
    waits(7, 2, "update", 1),
  ];
  for (const how of [editable, final])
    assert.deepEqual(nextTelling(waiting, [], how), {
      kind: "post",
      topic: "update",
      ids: [5],
      threadId: 1,
    });
});

test("where nothing can be edited, what happened before somebody's words is told before them, and the rest after", () => {
  const waiting = [
    waits(1, 1, "down"),
    waits(2, 1, "update"),
    waits(3, 1, "recovered"),
    waits(4, 2, "down"),
  ];
  assert.deepEqual(nextTelling(waiting, [], final), {
    kind: "post",
    topic: "trouble",
    ids: [1, 4],
    threadId: null,
  });
  assert.equal(nextTelling(waiting.slice(1), [], final)?.topic, "update");
  assert.equal(nextTelling(waiting.slice(2), [], final)?.topic, "recovered");
});

test("a channel without threads has everything in the message itself", () => {
  const quiet = { ...editable, threads: false };
  const waiting = [
    waits(5, 1, "recovered", 1),
    waits(6, 1, "update", 1),
    waits(7, 9, "down"),
  ];
  assert.deepEqual(nextTelling(waiting, [], quiet), {
    kind: "join",
    topic: "recovered",
    ids: [5, 6],
    postId: 1,
  });
  assert.equal(nextTelling(waiting.slice(2), [], quiet)?.kind, "post");
});
