// What every check type promises, asked of each: a new type does not compile until it has a row here.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { connector } from "../testing/web.ts";
import type { Check } from "./check.ts";
import { fieldsOf, secretFields } from "./fields.ts";
import { checkTypes, findCheck, type CheckType } from "./index.ts";
import { runProbe } from "./run-probe.ts";

interface Row {
  /** Settings for a target on this machine, with a value in every secret field. */
  settings: (port: number) => Record<string, unknown>[];
  /** What a target says that gives away all that it was told. */
  tellAll: (heard: string) => string;
}

const rows: Record<CheckType, Row> = {
  http: {
    settings: (port) => [
      {
        url: `http://127.0.0.1:${port}/path?token=hunter-query`,
        username: "me",
        password: "hunter-password",
        secretHeader: "X-Key",
        secretValue: "Bearer hunter-value",
        jsonPath: "$.heard",
        jsonEquals: "nothing",
      },
      {
        url: `http://127.0.0.1:${port}/`,
        proxy: `http://127.0.0.1:${port}`,
        proxyUsername: "me",
        proxyPassword: "hunter-proxy",
        jsonPath: "heard",
        jsonEquals: "nothing",
      },
    ],
    tellAll: (heard) =>
      `HTTP/1.1 200 OK\r\n\r\n${JSON.stringify({ heard: heard.split("\r\n").toReversed().join(" ") })}`,
  },
};

const DEADLINE_MS = 150;

function checkOf(type: CheckType): Check {
  const check = findCheck(type);
  assert.ok(check);
  return check;
}

/** Runs a type against a server of our own, once with each of its settings. */
async function probeAll(
  t: TestContext,
  type: CheckType,
  talk: (socket: Socket) => void,
  signal?: AbortSignal,
): Promise<ProbeResult[]> {
  const check = checkOf(type);
  const results = [];
  const server = await startTcpServer(t, talk);
  for (const typed of rows[type].settings(server.port)) {
    const settings = check.settings.parse(typed);
    const started = performance.now();
    const { result, bug } = await runProbe({
      check,
      settings,
      connector,
      timeoutMs: DEADLINE_MS,
      now: Date.now,
      signal,
    });
    assert.ok(performance.now() - started < DEADLINE_MS + 1_000, "late");
    assert.equal(bug, undefined);
    await server.allClosed();
    results.push(result);
  }
  return results;
}

for (const type of checkTypes) {
  test(`${type}: has words for people and a target among its fields`, () => {
    const check = checkOf(type);
    const fields = fieldsOf(check.settings);
    assert.ok(check.label);
    assert.ok(fields.length > 0);
    for (const { name, label, kind } of fields) assert.ok(label && kind, name);
    assert.ok(fields.some(({ name }) => name === check.target));
    assert.ok(check.defaults.timeoutMs < check.defaults.everyMs);
  });

  test(`${type}: describes itself without secrets`, () => {
    const check = checkOf(type);
    const set = rows[type].settings(1);
    for (const typed of set) {
      const settings = check.settings.parse(typed);
      assert.doesNotMatch(
        check.describe(settings) + check.host(settings),
        /hunter/,
      );
    }
    for (const name of secretFields(check.settings))
      assert.ok(
        set.some((typed) => name in typed),
        `${name} has no value here`,
      );
  });

  test(`${type}: a silent target is down at the deadline`, async (t) => {
    for (const result of await probeAll(t, type, () => {})) {
      assert.equal(result.outcome, "down");
      assert.equal(result.reason.kind, "timeout");
    }
  });

  test(`${type}: a target that hangs up, resets or talks nonsense is down, without a bug`, async (t) => {
    const manners: ((socket: Socket) => void)[] = [
      (socket) => socket.end(),
      (socket) => socket.resetAndDestroy(),
      (socket) =>
        socket.end(
          Buffer.from(
            Array.from({ length: 4_096 }, (_, i) => (i * 131) & 0xff),
          ),
        ),
    ];
    for (const manner of manners)
      for (const result of await probeAll(t, type, manner))
        assert.equal(result.outcome, "down");
  });

  test(`${type}: a probe that is stopped is unknown, and closes its socket`, async (t) => {
    const results = await probeAll(t, type, () => {}, AbortSignal.timeout(30));
    for (const result of results) assert.equal(result.outcome, "unknown");
  });

  test(`${type}: no secret comes back, even from a target that tells all`, async (t) => {
    const { tellAll } = rows[type];
    const results = await probeAll(t, type, (socket) =>
      socket.once("data", (heard) =>
        socket.end(tellAll(heard.toString("latin1"))),
      ),
    );
    for (const result of results) {
      assert.match(JSON.stringify(result), /\[secret\]/);
      assert.doesNotMatch(JSON.stringify(result), /hunter/);
      for (const word of [
        "me:hunter-password",
        "me:hunter-proxy",
        "hunter-value",
      ])
        assert.ok(
          !JSON.stringify(result).includes(
            Buffer.from(word).toString("base64"),
          ),
          word,
        );
    }
  });
}
