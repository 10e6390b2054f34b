import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AnnouncementReason,
  announcementReasons,
  decide,
  type Listener,
} from "./announcement.ts";
import type { Severity } from "./incident.ts";

function answer(
  reason: AnnouncementReason,
  listener: Partial<Listener>,
): string {
  const verdict = decide(reason, {
    audience: "customers",
    verbosity: "all",
    told: [],
    wantsDifficulties: false,
    acknowledged: false,
    snoozed: null,
    forCustomers: false,
    ...listener,
  });
  return verdict.tell ? "tell" : verdict.because;
}

test("the team hears everything, but is not reminded of what somebody has taken on", () => {
  for (const reason of announcementReasons) {
    assert.equal(answer(reason, { audience: "team" }), "tell");
    assert.equal(
      answer(reason, { audience: "team", acknowledged: true }),
      reason === "reminder" ? "acknowledged" : "tell",
    );
  }
});

test("a snooze covers what was known: the team is not pinged, hears what is worse, and hears the end", () => {
  const resting = (snoozed: Severity): string[] =>
    announcementReasons.filter(
      (reason) => answer(reason, { audience: "team", snoozed }) === "snoozed",
    );
  assert.deepEqual(resting("down"), ["worsened", "improved", "reminder"]);
  assert.deepEqual(resting("difficulties"), ["improved", "reminder"]);
});

test("customers are never silenced by a snooze", () => {
  const told: AnnouncementReason[] = ["down"];
  for (const reason of announcementReasons)
    assert.equal(
      answer(reason, { told, snoozed: "down" }),
      answer(reason, { told }),
      reason,
    );
  assert.equal(answer("recovered", { told, snoozed: "down" }), "tell");
  assert.equal(answer("reminder", { told, snoozed: "down" }), "tell");
});

test("a channel that wants problems only hears those, their end, and what people write", () => {
  const heard = announcementReasons.filter(
    (reason) =>
      answer(reason, { audience: "team", verbosity: "problems" }) === "tell",
  );
  assert.deepEqual(heard, [
    "down",
    "difficulties",
    "worsened",
    "recovered",
    "reminder",
    "woken",
    "update",
    "ended",
  ]);
});

test("an update is for customers where whoever wrote it says so", () => {
  assert.equal(answer("update", {}), "not-wanted");
  assert.equal(answer("update", { forCustomers: true }), "tell");
});

test("customers hear what concerns them", () => {
  const notWanted = {
    fresh: "not-wanted",
    down: "not-wanted",
    difficulties: "not-wanted",
  };
  const table = {
    down: { fresh: "tell", down: "tell", difficulties: "tell" },
    difficulties: {
      fresh: "not-wanted",
      down: "not-wanted",
      difficulties: "not-wanted",
    },
    worsened: { fresh: "tell", down: "was-told", difficulties: "tell" },
    improved: {
      fresh: "not-wanted",
      down: "not-wanted",
      difficulties: "not-wanted",
    },
    recovered: { fresh: "was-not-told", down: "tell", difficulties: "tell" },
    reminder: { fresh: "was-not-told", down: "tell", difficulties: "tell" },
    acknowledged: {
      fresh: "not-wanted",
      down: "not-wanted",
      difficulties: "not-wanted",
    },
    ended: {
      fresh: "not-wanted",
      down: "not-wanted",
      difficulties: "not-wanted",
    },
    "handed-back": notWanted,
    snoozed: notWanted,
    woken: notWanted,
    update: notWanted,
  } satisfies Record<
    AnnouncementReason,
    Record<"fresh" | "down" | "difficulties", string>
  >;
  for (const [reason, row] of Object.entries(table)) {
    const told = {
      fresh: [],
      down: ["down"],
      difficulties: ["difficulties"],
    } as const;
    for (const [state, expected] of Object.entries(row)) {
      assert.equal(
        answer(reason as AnnouncementReason, {
          told: told[state as keyof typeof told],
        }),
        expected,
        `${reason} after ${state}`,
      );
    }
  }
});

test("customers of a namespace that tells difficulties hear those, too", () => {
  const wants = { wantsDifficulties: true };
  assert.equal(answer("difficulties", wants), "tell");
  assert.equal(answer("improved", { ...wants, told: ["down"] }), "tell");
  assert.equal(answer("improved", wants), "was-not-told");
  assert.equal(
    answer("worsened", { ...wants, told: ["down", "improved"] }),
    "tell",
  );
});

test("a service that flaps between down and difficulties is tweeted once", () => {
  assert.equal(answer("worsened", { told: ["down", "reminder"] }), "was-told");
});
