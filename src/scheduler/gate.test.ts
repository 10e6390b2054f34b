import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "./gate.ts";

/** Work that lasts until it is told to end. */
class Works {
  readonly gate: Gate;
  readonly started: string[] = [];
  readonly #ends = new Map<string, () => void>();

  constructor(limits: { most: number; mostPerHost: number }) {
    this.gate = new Gate(limits);
  }

  enter(host: string, name: string): void {
    this.gate.enter(host, async () => {
      this.started.push(name);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#ends.set(name, resolve);
      await promise;
    });
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("so many run at once, the others in the order in which they came", async () => {
  const works = new Works({ most: 2, mostPerHost: 9 });
  for (const name of ["a", "b", "c", "d"]) works.enter(name, name);
  assert.deepEqual(works.started, ["a", "b"]);
  await works.end("b");
  await works.end("a");
  assert.deepEqual(works.started, ["a", "b", "c", "d"]);
  assert.deepEqual([works.gate.running, works.gate.waiting], [2, 0]);
});

test("a slow host keeps only its own slots busy", async () => {
  const works = new Works({ most: 10, mostPerHost: 2 });
  for (const name of ["slow1", "slow2", "slow3", "slow4"])
    works.enter("slow", name);
  works.enter("fast", "fast1");
  assert.deepEqual(works.started, ["slow1", "slow2", "fast1"]);
  await works.end("slow1");
  assert.deepEqual(works.started, ["slow1", "slow2", "fast1", "slow3"]);
});

test("work without a host counts only for the whole", () => {
  const works = new Works({ most: 3, mostPerHost: 1 });
  for (const name of ["a", "b", "c", "d"]) works.enter("", name);
  assert.deepEqual(works.started, ["a", "b", "c"]);
});

test("who is sent away does not run, and room is made again when the others end", async () => {
  const works = new Works({ most: 1, mostPerHost: 1 });
  works.enter("h", "a");
  works.enter("h", "b");
  works.gate.clear();
  await works.end("a");
  assert.deepEqual(works.started, ["a"]);
  assert.equal(works.gate.running, 0);
  works.enter("h", "c");
  assert.deepEqual(works.started, ["a", "c"]);
});
