import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE, SECOND } from "../../domain/time.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { Lasting } from "./lasting.ts";
import { OutOfTurn, Ration } from "./ration.ts";

test("what was made lasts a minute, is made once for all, and stays where it cannot be made anew", async () => {
  const kept = new Lasting<number>({ lastMs: MINUTE, most: 2 });
  let made = 0;
  const make = (): Promise<number> => Promise.resolve(++made);
  const get = async (key: string, now: number): Promise<number> =>
    (await kept.get(key, now, make)).value;
  assert.deepEqual(await Promise.all([get("a", 0), get("a", 0)]), [1, 1]);
  assert.equal(await get("a", 59 * SECOND), 1);
  assert.equal(await get("a", MINUTE), 2);
  const broken = await kept.get("a", 5 * MINUTE, () =>
    Promise.reject(new Error("away")),
  );
  assert.deepEqual(broken, { madeAt: MINUTE, value: 2 });
  await assert.rejects(
    kept.get("z", 0, () => Promise.reject(new Error("away"))),
  );
  assert.equal(await get("b", MINUTE), 3);
  assert.equal(await get("c", MINUTE), 4);
  assert.equal(await get("a", MINUTE), 5, "the oldest of three made room");
});

test("work is done one after the other, and not more than so much in a minute", async () => {
  const clock = new ManualClock(0);
  const ration = new Ration(clock);
  let atOnce = 0;
  const work = async (): Promise<void> => {
    assert.equal(++atOnce, 1);
    await Promise.resolve();
    atOnce -= 1;
  };
  const first = Array.from({ length: 30 }, () => ration.run(work));
  await assert.rejects(ration.run(work), OutOfTurn, "too many wait");
  await Promise.all(first);
  await assert.rejects(
    ration.run(() => Promise.reject(new Error("broken"))),
    /broken/,
  );
  for (let count = 31; count < 120; count++) await ration.run(work);
  await assert.rejects(ration.run(work), OutOfTurn, "too many in this minute");
  clock.move(MINUTE);
  await ration.run(work);
});
