import assert from "node:assert/strict";
import { test } from "node:test";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { findTarget, fullName } from "../targets/find-target.ts";
import { showBoard } from "./show.ts";
import { startOwnClock } from "../../testing/patience.ts";

test("the pages of the board have every service once, by namespace and name, also where a page holds several namespaces", async (t) => {
  const store = await testStore(t);
  const context = contextOf(store);
  const sizes = { zoo: 1, iati: 17, di: 6, empty: 0 };
  const all: string[] = [];
  for (const [namespaceSlug, size] of Object.entries(sizes)) {
    await makeNamespace(store, { slug: namespaceSlug });
    for (let index = 0; index < size; index++) {
      const serviceName = `Service ${String.fromCharCode(122 - index)}`;
      await makeMonitor(store, { namespaceSlug, serviceName });
      all.push(`${namespaceSlug}/${serviceName}`);
    }
  }
  const page = async (number: number, namespaceSlug: string | null = null) => {
    const board = await showBoard(context, { page: number, namespaceSlug });
    return {
      pages: board.pages,
      names: board.services.map((one) => `${one.namespaceSlug}/${one.name}`),
    };
  };
  const first = await page(0);
  const second = await page(1);
  assert.deepEqual([first.pages, first.names.length], [2, 20]);
  assert.deepEqual([...first.names, ...second.names], all.toSorted());
  assert.deepEqual(
    await page(99),
    second,
    "the last one stands for those beyond",
  );
  assert.deepEqual((await page(0, "di")).names.length, 6);
  assert.deepEqual(await page(0, "empty"), { pages: 1, names: [] });
});

test("a namespace's board says what is wrong in it first, too, and nothing of the others", async (t) => {
  const store = await testStore(t);
  for (const slug of ["iati", "di"]) {
    await makeNamespace(store, { slug });
    await believe(
      store,
      await makeMonitor(store, { namespaceSlug: slug }),
      "down",
    );
  }
  const { troubled } = await showBoard(contextOf(store), {
    namespaceSlug: "di",
  });
  assert.deepEqual(
    troubled.map(({ namespaceSlug, cause }) => [namespaceSlug, cause]),
    [["di", "front page: no answer within 5 s"]],
  );
});

test("a name with slashes is found by itself, behind its namespace and behind its service; a text full of them at once", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeMonitor(store, { serviceName: "a/b", monitorName: "c/d" });
  await makeMonitor(store, { serviceName: "a", monitorName: "b" });
  for (const [typed, expected] of [
    ["a/b", "iati/a/b"],
    ["iati/a/b", "iati/a/b"],
    ["a-b", "iati/a/b"],
    ["iati/a-b", "iati/a/b"],
    ["c/d", "iati/a/b/c/d"],
    ["a/b/c/d", "iati/a/b/c/d"],
    ["a-b / c/d", "iati/a/b/c/d"],
    ["iati/a/b/c/d", "iati/a/b/c/d"],
    ["iati / a", "iati/a"],
    ["b", "iati/a/b"],
  ] as const) {
    const found = await findTarget(store.db, typed);
    assert.equal(found.ok ? fullName(found.target) : "", expected, typed);
  }
  const clock = startOwnClock();
  for (const hostile of ["/".repeat(3_000), "a/".repeat(1_500)])
    assert.equal((await findTarget(store.db, hostile)).ok, false);
  assert.ok(clock.stop() < 5_000);
});
