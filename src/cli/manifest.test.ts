import assert from "node:assert/strict";
import { test } from "node:test";
import { manifestYaml } from "../bot/manifest.ts";
import { manifestCommand } from "./manifest.ts";

function run(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => (written[name] += text),
  });
  const code = manifestCommand(args, {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    manifestYaml,
  });
  return { code, ...written };
}

test("the manifest is printed for either mode", () => {
  assert.deepEqual(run(), {
    code: 0,
    stdout: manifestYaml({ mode: "socket" }),
    stderr: "",
  });
  const http = run("--http", "https://status.example.org/some/path");
  assert.equal(http.code, 0);
  assert.match(
    http.stdout,
    /request_url: https:\/\/status\.example\.org\/slack\/events\n/,
  );
  assert.match(run("--help").stdout, /--http https:/);
});

test("what cannot be an address of Slack's is refused, with the reason", () => {
  assert.match(
    run("--http", "http://status.example.org").stderr,
    /only to an https address.*this is http:/,
  );
  assert.match(run("--http", "status").stderr, /only to an https address/);
  for (const args of [
    ["--http"],
    ["--htp", "x"],
    ["--http", "https://a.example", "more"],
  ]) {
    const { code, stdout, stderr } = run(...args);
    assert.deepEqual([code, stdout], [64, ""]);
    assert.match(stderr, /^npx allswell manifest/);
  }
});
