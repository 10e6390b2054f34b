import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SecretBox, secretKeyFile } from "./secret-box.ts";

const key = "a key of at least sixteen characters";

test("a sealed secret opens in its place, with its key, unharmed, and nowhere else", () => {
  const box = new SecretBox(key);
  const sealed = box.seal("pässword", "monitor:1/password");
  assert.equal(box.open(sealed, "monitor:1/password"), "pässword");
  assert.ok(!sealed.sealed.includes("pässword"));
  assert.throws(() => box.open(sealed, "monitor:2/password"), /damaged/);
  assert.throws(
    () => new SecretBox(`${key}!`).open(sealed, "monitor:1/password"),
    /sealed with key .* restore SECRET_KEY/,
  );
  sealed.sealed[20] = (sealed.sealed[20] ?? 0) ^ 1;
  assert.throws(() => box.open(sealed, "monitor:1/password"), /damaged/);
});

test("the same secret is sealed differently each time", () => {
  const box = new SecretBox(key);
  assert.notDeepEqual(
    box.seal("x".repeat(20), "a").sealed,
    box.seal("x".repeat(20), "a").sealed,
  );
});

test("a machine without a key makes one, once, for its owner alone", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "allswell-"));
  t.after(() => rm(folder, { recursive: true }));
  const keys = await Promise.all([
    secretKeyFile(folder),
    secretKeyFile(folder),
    secretKeyFile(folder),
  ]);
  assert.equal(new Set(keys).size, 1);
  assert.ok((keys[0] ?? "").length >= 43);
  assert.equal((await stat(join(folder, "secret.key"))).mode & 0o777, 0o600);
  await writeFile(join(folder, "secret.key"), "");
  await assert.rejects(secretKeyFile(folder), /damaged: restore it/);
});
