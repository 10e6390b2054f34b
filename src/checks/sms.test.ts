import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { twilioLine } from "../announcer/sms/line.ts";
import type { ProbeResult } from "../domain/result.ts";
import { type Outside, outside } from "../testing/outside.ts";
import { lookWithin, PATIENT_MS } from "../testing/patience.ts";
import { saidWithin } from "../testing/probe.ts";
import { connector } from "../testing/web.ts";
import { runProbe } from "./run-probe.ts";
import { sms } from "./sms.ts";
import type { SmsLine } from "./sms/line.ts";

const GATEWAY = "+447700900123";
const OTHER = "+447700900456";
const OURS = "+447700900000";
const DEADLINE_MS = 800;

interface Room {
  world: Outside;
  line: SmsLine;
  /** How the gateway answers; null for not at all. */
  gateway: (behaviour: object | null, more?: object) => Promise<void>;
  probe: (
    settings?: Record<string, string>,
    timeoutMs?: number,
  ) => Promise<ProbeResult>;
  /** Looks for 800 ms, or as long as it takes until this is said. */
  fails: (
    expected: RegExp,
    settings?: Record<string, string>,
  ) => Promise<ProbeResult>;
}

/** A gateway, our number at Twilio, and a check between them that asks for replies fifty times a second. */
async function room(t: TestContext): Promise<Room> {
  const world = await outside(t);
  const { credentials, twilioApiUrl } = world.sandbox;
  await world.control("PATCH", "twilio/settings", { stepMs: 0 });
  const account = { ...credentials.twilio, apiUrl: twilioApiUrl };
  const line = { ...twilioLine(account, null), pollMs: 20 };
  const probe: Room["probe"] = async (
    settings = {},
    timeoutMs = PATIENT_MS,
  ) => {
    const { result, bug } = await runProbe({
      check: sms,
      settings: sms.settings.parse({ to: GATEWAY, ...settings }),
      timeoutMs,
      connector,
      sms: line,
      now: Date.now,
    });
    assert.equal(bug, undefined);
    return result;
  };
  return {
    world,
    line,
    gateway: async (behaviour, more = {}) => {
      await world.control("PATCH", `twilio/phones/${GATEWAY}`, {
        gateway: behaviour,
        ...more,
      });
    },
    probe,
    fails: async (expected, settings) => {
      const { result, said } = await lookWithin(
        DEADLINE_MS,
        async (timeoutMs) => {
          const result = await probe(settings, timeoutMs);
          return { result, said: saidWithin(DEADLINE_MS, result, timeoutMs) };
        },
        ({ said }) => expected.test(said),
      );
      assert.match(said, expected);
      return result;
    },
  };
}

/** "up", or the outcome and its reason. */
function inWords(result: ProbeResult): string {
  return result.outcome === "up"
    ? "up"
    : `${result.outcome}: ${result.reason.text}`;
}

test("a gateway that replies is up; what was sent and replied is kept", async (t) => {
  const { gateway, probe } = await room(t);
  await gateway({ afterMs: 10, text: "OK: {body}" });
  const result = await probe({ expect: "(?i)^ok" });
  assert.equal(inWords(result), "up");
  assert.match(String(result.facts?.["sent"]), /^allswell [0-9a-f]{6}$/);
  assert.equal(result.facts?.["reply"], `"OK: ${result.facts?.["sent"]}"`);
  assert.equal(result.facts?.["replyFrom"], GATEWAY);
  assert.ok(result.latencyMs !== null && result.latencyMs >= 0);
});

test("one that does not reply, or not as it should, is down", async (t) => {
  const { gateway, probe, fails } = await room(t);
  const silent = /^down timeout: no reply within 800 ms$/;
  await gateway(null);
  await fails(silent);
  await gateway({ afterMs: 0, text: "out of order" });
  await fails(
    /^down wrong-reply: the reply is not a valid one: "out of order"$/,
    { expect: "^OK" },
  );
  assert.equal(inWords(await probe()), "up", "any reply counts");
  await gateway({ afterMs: 0, text: "OK", from: OTHER });
  await fails(silent);
  assert.equal(inWords(await probe({ replyFrom: OTHER })), "up");
});

test("a late reply of the last round never counts", async (t) => {
  const { world, gateway, probe, fails } = await room(t);
  const reply = (body: string): Promise<unknown> =>
    world.control("POST", `twilio/phones/${GATEWAY}/messages`, {
      to: OURS,
      body,
    });
  await gateway(null);
  const silent = /^down timeout: no reply /;
  const first = await fails(silent);
  await reply("OK");
  // It came before the next SMS.
  await fails(silent);
  const messages = "twilio/messages";
  const { last } = (await world.control("GET", messages)) as { last: number };
  const third = probe({}, 1_500);
  const next = `${messages}?after=${last}&wait=${PATIENT_MS}`;
  await Promise.race([third, world.control("GET", next)]);
  await reply(`OK: ${first.facts?.["sent"]}`);
  assert.equal((await third).outcome, "down", "it repeats an earlier word");
});

test("what could not be sent says nothing of the gateway", async (t) => {
  const { world, gateway, probe, fails, line } = await room(t);
  await gateway(null, { refuse: 21_610 });
  assert.match(
    inWords(await probe()),
    /^unknown: not sent: .*\(Twilio 21610\)$/,
  );
  await gateway(null, { refuse: null, ends: "undelivered", errorCode: 30_003 });
  await fails(/^unknown not-delivered: not delivered: .*30003/);
  await gateway(null, { ends: "delivered" });
  for (const kind of ["429", "500", "reset", "garbage"] as const) {
    await world.fault("twilio CreateMessage", kind);
    assert.match(inWords(await probe()), /^unknown: not sent: /, kind);
  }
  await world.fault("twilio ListMessage", "500");
  assert.match(inWords(await probe()), /^unknown: /);
  const { result } = await runProbe({
    check: sms,
    settings: sms.settings.parse({ to: GATEWAY }),
    timeoutMs: PATIENT_MS,
    connector,
    sms: null,
    now: Date.now,
  });
  assert.match(inWords(result), /^unknown: .*set TWILIO_ACCOUNT_SID/);
  await gateway({ afterMs: 100, text: "OK" });
  const [one, two] = await Promise.all([probe(), probe()]);
  assert.deepEqual(
    [one, two].map(inWords).toSorted((a, b) => a.localeCompare(b)),
    ["unknown: another look at this gateway is under way", "up"],
  );
  assert.ok(line.number);
});

test("what it costs is told, and bad numbers get a sentence", () => {
  const settings = sms.settings.parse({ to: "+44 7700 900-123" });
  assert.equal(settings.to, GATEWAY);
  assert.match(sms.notice?.(settings, 1_800_000) ?? "", /about \$24 a month/);
  for (const to of ["", "07700900123", "+0", "ada", "+44770090012345678"])
    assert.equal(sms.settings.safeParse({ to }).success, false, to);
});
