import assert from "node:assert/strict";
import { test } from "node:test";
import { findTarget } from "../actions/targets/find-target.ts";
import { removeTarget } from "../actions/targets/remove-target.ts";
import { MINUTE } from "../domain/time.ts";
import { testStore } from "../testing/database.ts";
import { contextOf, makeMonitor, makeNamespace } from "../testing/factory.ts";
import { restoreCommand } from "./restore.ts";

test("restore lists what was removed, and brings it back", async (t) => {
  const store = await testStore(t);
  const now = Date.UTC(2027, 0, 1, 10);
  await makeNamespace(store);
  await makeMonitor(store);
  await makeMonitor(store, { serviceName: "Registry" });
  for (const name of ["datastore", "registry"]) {
    const found = await findTarget(store.db, name);
    assert.ok(found.ok);
    await removeTarget(contextOf(store, { now }), found.target);
  }
  await makeMonitor(store);
  const run = async (...words: string[]): Promise<[number, string]> => {
    let said = "";
    const stream = { write: (text: string) => (said += text) };
    const context = contextOf(store, { now: now + MINUTE });
    const terminal = { stdout: stream, stderr: stream };
    return [await restoreCommand(words, context, terminal), said];
  };
  for (const [words, code, expected] of [
    [
      [],
      0,
      "2027-01-01T10:00Z  iati/Datastore (1 monitor)\n2027-01-01T10:00Z  iati/Registry (1 monitor)\n",
    ],
    [
      ["datastore"],
      1,
      'IATI has another service called "Datastore" by now. Bring this one back under another name: restore iati/Datastore as "Datastore 2".\n',
    ],
    [
      ["datastore", "--as", "Old store"],
      0,
      "iati/Old store is back (1 monitor).\n",
    ],
    [["*"], 0, "iati/Registry is back (1 monitor).\n"],
    [[], 0, "Nothing was removed within the last 7 days.\n"],
    [
      ["--everything"],
      64,
      'Usage: allswell restore [name] [--as "other name"]\n',
    ],
  ] as const)
    assert.deepEqual(await run(...words), [code, expected]);
});
