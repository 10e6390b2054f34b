import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { systemNames } from "./system-names.ts";

function emptyMachine(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "names-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = {
    hostsFile: join(folder, "hosts"),
    resolverFile: join(folder, "resolv.conf"),
  };
  return { ...files, names: systemNames(files) };
}

test("the hosts file is read line by line, comments and nonsense left out", (t) => {
  const { hostsFile, names } = emptyMachine(t);
  writeFileSync(
    hostsFile,
    "# 10.0.0.8 comment\n10.0.0.1\tWiki wiki.test # 10.0.0.9 other\r\n::1 wiki\nnonsense wiki\n\n",
  );
  assert.deepEqual(names.hosts("wiki"), ["10.0.0.1", "::1"]);
  assert.deepEqual(names.hosts("wiki.test"), ["10.0.0.1"]);
  assert.deepEqual(names.hosts("comment"), []);
  assert.deepEqual(names.hosts("other"), []);
  assert.deepEqual(names.hosts("__proto__"), []);
});

test("the last search or domain line counts", (t) => {
  const { resolverFile, names } = emptyMachine(t);
  assert.deepEqual(names.searchList(), []);
  writeFileSync(
    resolverFile,
    "domain old.test\nnameserver 192.0.2.1\nsearch a.test b.test.\n",
  );
  assert.deepEqual(names.searchList(), ["a.test", "b.test"]);
});

test("files are read again when they change, and only then", (t) => {
  const { hostsFile, resolverFile, names } = emptyMachine(t);
  assert.deepEqual(names.hosts("wiki"), []);
  writeFileSync(hostsFile, "10.0.0.1 wiki\n");
  assert.deepEqual(names.hosts("wiki"), ["10.0.0.1"]);
  writeFileSync(hostsFile, "10.0.0.2 wiki\n");
  utimesSync(hostsFile, 1, 1);
  assert.deepEqual(names.hosts("wiki"), ["10.0.0.2"]);
  const before = names.nameServers();
  assert.equal(names.nameServers(), before);
  writeFileSync(resolverFile, "nameserver 192.0.2.1\n");
  assert.notEqual(names.nameServers(), before);
});
