// The figures of `npm run test:checks` are worth nothing unless each of them can be other than 0.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import * as z from "zod";
import { httpRow } from "../../checks/contract/http.ts";
import { type Check, defineCheck } from "../../checks/check.ts";
import { secretText } from "../../checks/fields.ts";
import type { ProbeResult } from "../../domain/result.ts";
import { startTcpServer } from "../tcp-server.ts";
import { attempt, DEADLINE_MS, MARGIN_MS } from "./attempt.ts";
import { isDown } from "./trial.ts";

const refused: ProbeResult = {
  outcome: "down",
  latencyMs: null,
  reason: { kind: "refused", text: "refused" },
};

/** A check that does this, looked at once. */
function attemptWith(
  probe: Check<{ password: string }>["probe"],
  describe: Check<{ password: string }>["describe"] = () => "something",
) {
  const check = defineCheck({
    label: "Faulty",
    settings: z.strictObject({ password: secretText({ label: "Password" }) }),
    target: "password",
    defaults: { everyMs: 60_000, timeoutMs: 5_000 },
    describe,
    host: () => "",
    probe,
  });
  const trial = { typed: { password: "planted-secret" }, expected: isDown };
  return attempt("http", "silent", httpRow, () => [{ ...trial, check }]);
}

test("a check that does all right leaves all figures at 0", async () => {
  const { looks, hangs, crashes, leaks, secrets, problems } = await attemptWith(
    async () => refused,
  );
  assert.deepEqual(
    { looks, hangs, crashes, leaks, secrets, problems },
    { looks: 1, hangs: 0, crashes: 0, leaks: 0, secrets: 0, problems: [] },
  );
});

test("a forgotten socket is a leak", async (t) => {
  const { port } = await startTcpServer(t, () => {});
  const { leaks } = await attemptWith(async () => {
    const socket = connect(port, "127.0.0.1");
    t.after(() => socket.destroy());
    return refused;
  });
  assert.ok(leaks > 0);
});

test("an error of the check's own is a crash", async () => {
  const { crashes, problems } = await attemptWith(async () => {
    throw new Error("a bug");
  });
  assert.equal(crashes, 1);
  assert.equal(problems.length, 1);
});

/** Longer than a look may take. */
const TOO_LONG_MS = DEADLINE_MS + MARGIN_MS + 250;

test("a check that keeps the process busy past its deadline hangs", async () => {
  const { hangs } = await attemptWith(async () => {
    const before = process.threadCpuUsage();
    for (let workedMs = 0; workedMs < TOO_LONG_MS;) {
      const { user, system } = process.threadCpuUsage(before);
      workedMs = (user + system) / 1_000;
    }
    return refused;
  });
  assert.equal(hangs, 1);
});

test("a machine that stands still past the deadline is no hang of the check", async () => {
  const { hangs, looks, problems } = await attemptWith(async () => {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(shared, 0, 0, TOO_LONG_MS);
    return refused;
  });
  assert.deepEqual(
    { hangs, looks, problems },
    { hangs: 0, looks: 1, problems: [] },
  );
});

test("what is wrong at once is wrong; what may have had too little time is looked at again", async () => {
  let looks = 0;
  const wrong = await attemptWith(async () => {
    looks += 1;
    return { outcome: "up", latencyMs: 1 };
  });
  assert.deepEqual([looks, wrong.problems.length], [1, 1]);
  const late = await attemptWith(async (_settings, { signal, timeoutMs }) => {
    if (timeoutMs > DEADLINE_MS) return refused;
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return { outcome: "up", latencyMs: 1 };
  });
  assert.deepEqual(late.problems, []);
});

test("a secret that is told where nobody redacts it is seen", async () => {
  const { secrets } = await attemptWith(
    async () => refused,
    ({ password }) => `the login ${btoa(password)}`,
  );
  assert.equal(secrets, 1);
});
