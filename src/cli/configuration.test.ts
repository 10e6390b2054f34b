import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { testStore } from "../testing/database.ts";
import { contextOf, makeMonitor, makeNamespace } from "../testing/factory.ts";
import { temporaryFolder } from "../testing/program.ts";
import { exportCommand, importCommand } from "./configuration.ts";

test("what is exported is imported again; mistakes are told, and a dry run changes nothing", async (t) => {
  const store = await testStore(t);
  const context = contextOf(store);
  await makeNamespace(store);
  await makeMonitor(store);
  const file = join(await temporaryFolder(t), "allswell.yml");
  const said: string[] = [];
  const out = {
    stdout: { write: (text: string) => said.push(text) },
    stderr: { write: (text: string) => said.push(`! ${text}`) },
  };
  const read = async (...words: string[]): Promise<[number, string]> => {
    said.length = 0;
    const code = await importCommand(
      words,
      context,
      (prune) => ({
        prune,
        openSecret: () => undefined,
        findChannel: async () => undefined,
      }),
      out,
    );
    return [code, said.join("")];
  };
  assert.equal(await exportCommand([file], context, out), 0);
  assert.deepEqual(said, [`${file} holds 1 namespace with 1 monitor.\n`]);
  assert.deepEqual(await read(file), [
    0,
    "Everything is as the file says already.\n",
  ]);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("every: 1m", "every: 30s"));
  const line = "~ iati/Datastore/front page: every 1m → 30s\n";
  for (let turn = 0; turn < 2; turn++)
    assert.deepEqual(await read(file, "--dry-run"), [
      0,
      `${line}This would be done: nothing added, 1 changed, nothing removed.\n`,
    ]);
  assert.deepEqual(await read(file), [
    0,
    `${line}Done: nothing added, 1 changed, nothing removed.\n`,
  ]);
  await writeFile(file, text.replace("every: 1m", "evry: 1m"));
  const [code, mistakes] = await read(file);
  assert.equal(code, 1);
  assert.match(
    mistakes,
    /^! .* has mistakes; nothing was changed:\n {2}line \d+, column \d+: .*did you mean "every"\?\n$/,
  );
  assert.equal((await read("/nonexistent.yml"))[0], 1);
  for (const words of [[], ["a", "b"], [file, "--force"]])
    assert.equal((await read(...words))[0], 64, words.join(" "));
  assert.equal(await exportCommand(["a", "b"], context, out), 64);
});
