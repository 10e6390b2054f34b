import assert from "node:assert/strict";
import { setImmediate as breathe } from "node:timers/promises";
import { test } from "node:test";
import { Turns } from "./turns.ts";

test("so many at once, in order, whatever fails; everybody gets a turn", async () => {
  const turns = new Turns(3);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      turns.take(async () => {
        begun.push(index);
        most = Math.max(most, ++running);
        await breathe();
        running -= 1;
        if (index % 4 === 0) throw new Error(`${index} fails`);
        return index;
      }),
    ),
  );
  assert.equal(most, 3);
  assert.deepEqual(
    begun,
    Array.from({ length: 20 }, (_, index) => index),
  );
  assert.equal(
    outcomes.filter(({ status }) => status === "rejected").length,
    5,
  );
  assert.equal(await turns.take(async () => "again"), "again");
});
