import assert from "node:assert/strict";
import { test } from "node:test";
import { refuse } from "../actions/context.ts";
import { MINUTE } from "../domain/time.ts";
import { Door } from "./door.ts";

const NO_TOKEN = "This needs a token.";

/** A door that knows some tokens, and counts how often it had to look one up. */
function doorFor(...known: string[]) {
  const looked = { up: 0 };
  const door = new Door(async (text) => {
    looked.up += 1;
    const id = known.indexOf(text);
    return id === -1
      ? refuse("wrong-token", "This token is not known.")
      : { ok: true as const, id };
  }, 600);
  let now = 0;
  const enter = async (token: string | undefined, ip = "192.0.2.1") => {
    const headers =
      token === undefined ? {} : { authorization: `Bearer ${token}` };
    const entry = await door.enter({ headers, ip }, now, NO_TOKEN);
    return entry.ok ? 200 : entry.problem.status;
  };
  return { enter, looked, pass: (ms: number) => (now += ms) };
}

const count = (statuses: readonly number[], status: number): number =>
  statuses.filter((one) => one === status).length;

test("thousands of wrong tokens are turned away unread, and those that were right before go on", async () => {
  const { enter, looked, pass } = doorFor("good", "new");
  assert.equal(await enter("good"), 200);
  const guesses = await Promise.all(
    Array.from({ length: 5_000 }, (_, n) => enter(`wrong${n}`)),
  );
  assert.deepEqual([count(guesses, 401), count(guesses, 429)], [20, 4_980]);
  assert.equal(looked.up, 21);
  assert.equal(await enter("good"), 200);
  assert.equal(await enter("new"), 429, "one that nobody knows yet waits");
  assert.equal(await enter("new", "192.0.2.2"), 200, "but not elsewhere");
  pass(MINUTE);
  assert.equal(await enter("wrong"), 401);
  assert.equal(await enter(undefined), 401);
});

test("each token gets in so often a minute, and right ones do not count as wrong", async () => {
  const { enter, pass } = doorFor("one", "two");
  const often = async (token: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => enter(token)));
  const statuses = await often("one", 19).then(async (first) => [
    ...first,
    ...(await often("one", 631)),
  ]);
  assert.deepEqual([count(statuses, 200), count(statuses, 429)], [600, 50]);
  assert.equal(await enter("two"), 200);
  pass(-MINUTE);
  assert.equal(
    await enter("one"),
    200,
    "a clock that went back shuts nobody out",
  );
});
