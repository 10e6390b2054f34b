import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "node:test";
import * as z from "zod";
import type { ProbeResult } from "../domain/result.ts";
import { startOwnClock } from "../testing/patience.ts";
import { connector } from "../testing/web.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { secretText, text } from "./fields.ts";
import { runProbe, type ProbeAnswer } from "./run-probe.ts";

const schema = z.strictObject({
  host: text({ label: "Host" }),
  password: secretText({ label: "Password" }).optional(),
});

type Settings = z.infer<typeof schema>;
type Probe = (
  settings: Settings,
  context: ProbeContext,
) => Promise<ProbeResult>;

/** Runs a check that does what it is told here. */
function run(
  probe: Probe,
  {
    timeoutMs = 100,
    password,
    signal,
  }: { timeoutMs?: number; password?: string; signal?: AbortSignal } = {},
): Promise<ProbeAnswer> {
  const check = defineCheck<Settings>({
    label: "Test",
    settings: schema,
    target: "host",
    defaults: { everyMs: 60_000, timeoutMs: 1_000 },
    describe: ({ host }) => host,
    host: ({ host }) => host,
    secrets: (settings) =>
      settings.password === undefined ? [] : [`x-${settings.password}`],
    probe,
  });
  const settings = {
    host: "a.test",
    ...(password !== undefined && { password }),
  };
  return runProbe({
    check,
    settings,
    connector,
    timeoutMs,
    now: () => 42,
    signal,
  });
}

test("a result passes through as it is", async () => {
  const result: ProbeResult = {
    outcome: "up",
    latencyMs: 1.5,
    facts: { status: 200, whole: true, name: null },
  };
  assert.deepEqual(await run(() => Promise.resolve(result)), { result });
});

test("a check is lent a clock, a deadline and a signal", async () => {
  await run((settings, { now, timeoutMs, signal }) => {
    assert.deepEqual(
      [settings.host, now(), timeoutMs, signal.aborted],
      ["a.test", 42, 100, false],
    );
    return Promise.resolve({ outcome: "up", latencyMs: 1 });
  }).then(({ bug }) => assert.equal(bug, undefined));
});

test("a check that ignores its signal does not hold anybody up", async () => {
  const started = performance.now();
  const clock = startOwnClock();
  const { result } = await run(() => new Promise(() => {}));
  const tookMs = performance.now() - started;
  const ownMs = clock.stop();
  assert.ok(tookMs >= 99 && ownMs < 5_000, `${tookMs} ${ownMs}`);
  assert.deepEqual(result, {
    outcome: "down",
    latencyMs: null,
    reason: { kind: "timeout", text: "no answer within 100 ms" },
  });
});

test("a check that heeds its signal may say how far it came", async () => {
  const { result } = await run(async (_settings, { signal }) => {
    await delay(5_000, undefined, { signal }).catch(() => {});
    return {
      outcome: "down",
      latencyMs: null,
      reason: { kind: "timeout", text: "still thinking" },
    };
  });
  assert.equal(result.outcome !== "up" && result.reason.text, "still thinking");
});

test("a program that stops leaves the result unknown, whatever the check says", async () => {
  for (const stopped of [AbortSignal.abort(), AbortSignal.timeout(20)]) {
    const { result } = await run(
      async (_settings, { signal }) => {
        await delay(5_000, undefined, { signal }).catch(() => {});
        return {
          outcome: "down",
          latencyMs: null,
          reason: { kind: "timeout", text: "timeout" },
        };
      },
      { signal: stopped, timeoutMs: 5_000 },
    );
    assert.deepEqual(result, {
      outcome: "unknown",
      latencyMs: null,
      reason: {
        kind: "stopped",
        text: "stopped before the probe was finished",
      },
    });
  }
});

test("a bug is an unknown result with the error beside it, thrown at once, later or too late", async () => {
  const bug = new TypeError("x is not a function: hunter22");
  const throwers: Probe[] = [
    () => {
      throw bug;
    },
    () => Promise.reject(bug),
  ];
  for (const probe of throwers) {
    const answer = await run(probe, { password: "hunter22" });
    assert.equal(answer.bug, bug);
    assert.deepEqual(answer.result, {
      outcome: "unknown",
      latencyMs: null,
      reason: { kind: "bug", text: "the check itself failed: see the log" },
    });
  }
  const answered = Promise.withResolvers<void>();
  const late = await run(async () => {
    await answered.promise;
    throw bug;
  });
  assert.equal(late.bug, undefined);
  answered.resolve();
  await new Promise(setImmediate); // Here an unhandled rejection would fail the test.
});

test("secrets are taken out of reasons and facts, by value and in the forms they travel in", async () => {
  const password = "hun+ter/22 ü";
  const { result } = await run(
    () =>
      Promise.resolve({
        outcome: "down",
        latencyMs: 1,
        reason: {
          kind: "login",
          text: `no entry for ${password}, ${encodeURIComponent(password)} or x-${password}`,
        },
        facts: {
          greeting: `hello ${Buffer.from(password).toString("base64")}`,
          status: 1,
        },
      }),
    { password },
  );
  assert.deepEqual(result, {
    outcome: "down",
    latencyMs: 1,
    reason: {
      kind: "login",
      text: "no entry for [secret], [secret] or [secret]",
    },
    facts: { greeting: "hello [secret]", status: 1 },
  });
});

test("text from outside becomes one harmless line, clipped without cutting a secret or an emoji in two", async () => {
  const password = "hunter22".repeat(10);
  const { result } = await run(
    (_settings, { quote }) =>
      Promise.resolve({
        outcome: "down",
        latencyMs: 1,
        reason: {
          kind: "x",
          text: `${quote(`a\r\n\u001b[31mb\u202e\u0000c ${"d".repeat(60)}${password}`)} ${quote("😀".repeat(60))}`,
        },
        facts: { banner: `a\n${"e".repeat(1_000)}` },
      }),
    { password },
  );
  assert.ok(result.outcome !== "up");
  assert.equal(
    result.reason.text,
    `"a [31mb c ${"d".repeat(60)}[secret]" "${"😀".repeat(39)}…"`,
  );
  assert.equal(String(result.facts?.["banner"]).length, 200);
  assert.doesNotMatch(JSON.stringify(result), /\p{Cc}|\p{Cs}/u);
});

test("a long reason is clipped", async () => {
  const { result } = await run(() =>
    Promise.resolve({
      outcome: "down",
      latencyMs: 1,
      reason: { kind: "x", text: "a".repeat(1_000) },
    }),
  );
  assert.equal(result.outcome !== "up" && result.reason.text.length, 300);
});

test("no timer and no listener outlives a probe", async () => {
  const timers = () =>
    process.getActiveResourcesInfo().filter((name) => name === "Timeout")
      .length;
  const before = timers();
  const stop = new AbortController();
  const counted = countListeners(stop.signal);
  for (let probe = 0; probe < 20; probe += 1)
    await run(() => Promise.resolve({ outcome: "up", latencyMs: 1 }), {
      signal: stop.signal,
      timeoutMs: 60_000,
    });
  assert.equal(timers(), before);
  assert.deepEqual(counted, { added: 20, removed: 20 });
});

function countListeners(signal: AbortSignal): {
  added: number;
  removed: number;
} {
  const counted = { added: 0, removed: 0 };
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    counted.added += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    counted.removed += 1;
    remove(...args);
  };
  return counted;
}
