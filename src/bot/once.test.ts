import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE } from "../domain/time.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { Once } from "./once.ts";

test("a thing is done once, and whoever asks again gets the first answer", async () => {
  const clock = new ManualClock();
  const once = new Once<number>(clock);
  let done = 0;
  const work = async () => ++done;
  assert.deepEqual(
    await Promise.all([
      once.do("a", work),
      once.do("a", work),
      once.do("b", work),
    ]),
    [1, 1, 2],
  );
  clock.move(9 * MINUTE);
  assert.equal(await once.do("a", work), 1);
  clock.move(2 * MINUTE);
  assert.equal(
    await once.do("a", work),
    3,
    "Slack repeats nothing after so long",
  );
  once.forget("a");
  assert.equal(await once.do("a", work), 4);
});
