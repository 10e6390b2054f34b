import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { Redactor } from "./redact.ts";

test("a secret is masked in every form in which it travels", () => {
  const secret = 'p@ss "word"/1';
  const redactor = new Redactor([secret, "abc"]);
  for (const form of [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    JSON.stringify(secret),
  ]) {
    const cleaned = redactor.clean(`before ${form} after`);
    assert.ok(
      !cleaned.includes(form.replaceAll('"', "")) &&
        cleaned.startsWith("before ") &&
        cleaned.endsWith(" after"),
      cleaned,
    );
    assert.match(cleaned, /\[secret\]/);
  }
  assert.equal(
    redactor.clean("abc"),
    "abc",
    "too short to be told from ordinary text",
  );
});

test("the longer of two secrets goes first", () => {
  assert.equal(
    new Redactor(["abcd", "abcd-and-more"]).clean("abcd-and-more"),
    "[secret]",
  );
});

test("no line of the log shows a secret, wherever it was put", async () => {
  const script = `
    import { createLog } from "${import.meta.dirname}/log.ts";
    import { Redactor } from "${import.meta.dirname}/redact.ts";
    const log = createLog("trace", new Redactor(["hunter2hunter2"]));
    log.info({ password: "hunter2hunter2", nested: { list: ["x hunter2hunter2 y"] } }, "with hunter2hunter2");
    log.error({ err: new Error("hunter2hunter2", { cause: new Error("hunter2hunter2") }) }, "failed");`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "--eval",
    script,
  ]);
  assert.equal(stdout.trim().split("\n").length, 2);
  assert.doesNotMatch(stdout, /hunter2/);
});
