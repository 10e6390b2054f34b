import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { drawLogo } from "../pictures/logo.ts";
import { appearanceOf } from "../store/targets/appearances.ts";
import { testStore } from "../testing/database.ts";
import { contextOf, makeNamespace } from "../testing/factory.ts";
import { namespaceCommand } from "./namespace.ts";

test("namespace logo: a file becomes the logo, none takes it away, what is wrong is said", async (t) => {
  const store = await testStore(t);
  const { id } = await makeNamespace(store);
  const folder = await mkdtemp(join(tmpdir(), "allswell-logo-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "logo.svg");
  await writeFile(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="20"/></svg>`,
  );
  const run = async (...words: string[]): Promise<[number, string]> => {
    let said = "";
    const stream = { write: (text: string) => (said += text) };
    const terminal = { stdout: stream, stderr: stream };
    const context = contextOf(store);
    const code = await namespaceCommand(words, context, drawLogo, terminal);
    return [code, said];
  };
  assert.deepEqual(await run("logo", "IATI", file), [
    0,
    "The page of iati shows this logo from now on.\n",
  ]);
  const { logoHash, logoWidth } = await appearanceOf(store.db, id);
  assert.match(logoHash ?? "", /^[0-9a-f]{12}$/);
  assert.equal(logoWidth, 80);
  for (const [words, code, said] of [
    [
      ["logo", "iati", join(folder, "none.png")],
      1,
      /cannot be read \(ENOENT\)/,
    ],
    [["logo", "nobody", file], 1, /no namespace/i],
    [["logo", "iati"], 64, /Usage/],
    [["paint", "iati", file], 64, /Usage/],
  ] as const) {
    const [ended, text] = await run(...words);
    assert.equal(ended, code, text);
    assert.match(text, said);
  }
  await run("logo", "iati", "none");
  assert.equal((await appearanceOf(store.db, id)).logoHash, null);
});
