// What every check type promises, asked of each: a new type does not compile until it has a row here.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { timingProblems } from "../domain/timing.ts";
import { PATIENT_MS } from "../testing/patience.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { startUdpServer } from "../testing/udp-server.ts";
import { groups } from "../testing/faults/try-faults.ts";
import { connector } from "../testing/web.ts";
import type { Check } from "./check.ts";
import type { Row } from "./contract/row.ts";
import { rows } from "./contract/rows.ts";
import { fieldsOf, secretFields } from "./fields.ts";
import { type CheckType, checkTypes, findCheck } from "./index.ts";
import { runProbe } from "./run-probe.ts";
import { timingOf } from "./timing-of.ts";

/** How long after the first contact a probe is stopped: it waits for words then. */
const AMID_MS = 30;

function checkOf(type: CheckType): Check {
  const check = findCheck(type);
  assert.ok(check);
  return check;
}

/** What a target says to the first thing it hears; nothing where it has nothing to say. */
type Answer = (heard: string) => string | Buffer | undefined;

/** A target; `closed` resolves when it has no connection any more. */
async function startTarget(
  t: TestContext,
  transport: Row["transport"],
  { answer, onContact = () => {} }: { answer?: Answer; onContact?: () => void },
): Promise<{ port: number; closed: () => Promise<void> }> {
  if (transport === "udp") {
    const { port } = await startUdpServer(t, (heard) => {
      onContact();
      return answer?.(heard.toString("latin1"));
    });
    return { port, closed: async () => {} };
  }
  const server = await startTcpServer(t, (socket) => {
    onContact();
    socket.once("data", (heard) => {
      const said = answer?.(heard.toString("latin1"));
      if (said !== undefined) socket.end(said);
    });
  });
  return { port: server.port, closed: () => server.allClosed() };
}

/** Runs a type against a target of our own, once with each of its settings; without an answer it is stopped. */
async function probeAll(
  t: TestContext,
  type: CheckType,
  answer?: Answer,
): Promise<ProbeResult[]> {
  const check = checkOf(type);
  const { settings: settingsFor, transport } = rows[type];
  const results = [];
  let stop = new AbortController();
  const onContact = (): void => {
    const current = stop;
    setTimeout(() => current.abort(), AMID_MS);
  };
  const target = await startTarget(
    t,
    transport,
    answer === undefined ? { onContact } : { answer },
  );
  for (const typed of settingsFor(target.port)) {
    const settings = check.settings.parse(typed);
    stop = new AbortController();
    const { result, bug } = await runProbe({
      check,
      settings,
      connector,
      timeoutMs: PATIENT_MS,
      now: Date.now,
      signal: stop.signal,
    });
    assert.equal(bug, undefined);
    await target.closed();
    results.push(result);
  }
  return results;
}

test("every type is in one of the groups whose faults are tried", () => {
  const tried = Object.values(groups).flat();
  assert.deepEqual(tried.toSorted(), checkTypes.toSorted());
});

for (const type of checkTypes) {
  const { transport, tellAll } = rows[type];

  test(`${type}: has words for people and a target among its fields`, () => {
    const check = checkOf(type);
    const fields = fieldsOf(check.settings);
    assert.ok(check.label);
    assert.ok(fields.length > 0);
    for (const { name, label, kind } of fields) assert.ok(label && kind, name);
    assert.ok(fields.some(({ name }) => name === check.target));
    assert.ok(check.defaults.timeoutMs < check.defaults.everyMs);
    assert.deepEqual(timingProblems(timingOf(check, {}, false)), []);
  });

  test(`${type}: its thresholds and times are named as in all types`, () => {
    const fields = fieldsOf(checkOf(type).settings);
    const names = new Set(fields.map(({ name }) => name));
    for (const { name, label, kind, help = "" } of fields) {
      assert.doesNotMatch(name, /degraded|warn|critical/i);
      if (name.endsWith("Down")) {
        assert.ok(names.has(name.slice(0, -"Down".length)), name);
        assert.match(label, /: down (above|below|from)$/, name);
        assert.match(help, /counts as down/, name);
      }
      if (names.has(`${name}Down`)) {
        assert.match(label, /: degraded (above|below|from)$/, name);
        assert.match(help, /counts as degraded/, name);
      }
      if (name === "slow") {
        assert.equal(label, "Slow above");
        assert.equal(kind, "duration");
        assert.match(help, /^An answer that takes longer counts as degraded/);
      }
      if (/port$/i.test(name))
        assert.match(
          help,
          /^Where it does not stand in the host(; otherwise .*)?\.$/,
        );
    }
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

  test(
    `${type}: a probe that is stopped is unknown, and closes its socket`,
    { skip: transport === "none" && "nothing listens on a port" },
    async (t) => {
      const results = await probeAll(t, type);
      for (const result of results) assert.equal(result.outcome, "unknown");
    },
  );

  test(
    `${type}: no secret comes back, even from a target that tells all`,
    { skip: typeof tellAll === "string" && tellAll },
    async (t) => {
      assert.ok(typeof tellAll === "function");
      const results = await probeAll(t, type, tellAll);
      for (const result of results) {
        const shown = JSON.stringify(result);
        assert.match(shown, /\[secret\]/);
        assert.doesNotMatch(shown, /hunter/);
        for (const word of [
          "me:hunter-password",
          "me:hunter-proxy",
          "hunter-value",
        ])
          assert.ok(!shown.includes(btoa(word)), word);
      }
    },
  );
}
