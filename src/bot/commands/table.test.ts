import assert from "node:assert/strict";
import { test } from "node:test";
import { format } from "prettier";
import { commands } from "./index.ts";
import { commandTable } from "./table.ts";

test("the table of all verbs has each of them, and Prettier has nothing to change", async () => {
  const table = commandTable();
  assert.equal(await format(table, { parser: "markdown" }), `${table}\n`);
  const rows = table.split("\n");
  assert.equal(rows.length, commands.length + 2);
  for (const [index, { usage, summary }] of commands.entries()) {
    const row = rows[index + 2] ?? "";
    assert.ok(row.includes(summary));
    for (const example of usage)
      assert.ok(row.includes(`\`/allswell ${example}`.trimEnd() + "`"));
  }
});

test("no two verbs answer to the same word", () => {
  const words = commands.flatMap(({ name, aliases = [] }) => [
    name,
    ...aliases,
  ]);
  assert.deepEqual(words.toSorted(), [...new Set(words)].toSorted());
});
