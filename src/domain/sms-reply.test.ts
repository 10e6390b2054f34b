import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileTexts } from "../testing/hostile.ts";
import { readReply, type SmsReply } from "./sms-reply.ts";
import { HOUR, MINUTE } from "./time.ts";

const no: SmsReply = { kind: "not-understood" };

function ack(meant: number | "all" | null): SmsReply {
  return { kind: "ack", meant };
}

function snooze(meant: number | "all" | null, ms: number): SmsReply {
  return { kind: "snooze", meant, rest: { kind: "for", ms } };
}

const table: [string, SmsReply][] = [
  ["ACK", ack(null)],
  [" ack. ", ack(null)],
  ["Ack 1234", ack(1234)],
  ["ACK #1234!", ack(1234)],
  ["ack12", ack(12)],
  ["ＡＣＫ １２", ack(12)],
  ["Acknowledge 12", ack(12)],
  ["take 12", ack(12)],
  ["ACK ALL", ack("all")],
  ["ACK 0", no],
  ["ACK 12 13", no],
  ["ACK 99999999999999", no],
  ["ACK please", ack(null)],
  ["Ok", ack(null)],
  ["ok, I'm on it", ack(null)],
  ["Okay 12 thanks", ack(12)],
  ["ok but who is it", no],
  ["ack I cannot", no],
  ["UNACK", no],
  ["AKC 12", no],
  ["12", no],
  ["", no],
  ["SNOOZE", snooze(null, HOUR)],
  ["snooze 1h", snooze(null, HOUR)],
  ["Snooze 12 1h", snooze(12, HOUR)],
  ["snooze 1h 12", snooze(12, HOUR)],
  ["snooze #12 for 30 min", snooze(12, 30 * MINUTE)],
  ["SNOOZE 2 HOURS", snooze(null, 2 * HOUR)],
  ["snooze 12 2 hours", snooze(12, 2 * HOUR)],
  ["snooze all 4h", snooze("all", 4 * HOUR)],
  ["snooze 12", snooze(12, HOUR)],
  ["snooze 1.5h", snooze(null, 90 * MINUTE)],
  ["snooze 12 1.5 hours.", snooze(12, 90 * MINUTE)],
  ["snooze 1,5h", no],
  [
    "snooze 12 tomorrow",
    { kind: "snooze", meant: 12, rest: { kind: "tomorrow" } },
  ],
  [
    "snooze 12 until tomorrow",
    { kind: "snooze", meant: 12, rest: { kind: "tomorrow" } },
  ],
  ["snooze 1s", no],
  ["snooze 1000 years", no],
  ["snooze forever", no],
  ["status", { kind: "status" }],
  ["Status?", no],
  ["STATUS 12", no],
  ...[
    "stop",
    "STOPALL",
    "unsubscribe",
    "End",
    "quit",
    "CANCEL",
    "revoke",
    "OptOut",
  ].map((word): [string, SmsReply] => [word, { kind: "opt-out" }]),
  ["start", { kind: "opt-in" }],
  ["help", { kind: "opt-in" }],
  ["cancel 12", no],
];

for (const [text, reply] of table)
  test(`"${text}"`, () => assert.deepEqual(readReply(text), reply));

test("whatever else comes is not understood, and nothing is done", () => {
  for (const text of hostileTexts) assert.deepEqual(readReply(text), no, text);
});
