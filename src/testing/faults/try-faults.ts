import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../checks/contract/rows.ts";
import type { CheckType } from "../../checks/index.ts";
import { attempt } from "./attempt.ts";
import { common } from "./common.ts";
import { credentials } from "./credentials.ts";
import { note } from "./ledger.ts";
import { type FaultName, faultNames, faults } from "./names.ts";
import { blowUps } from "./patterns.ts";
import type { Arrange } from "./trial.ts";
import { withoutPort } from "./without-port.ts";

/** Which types are tried together: one test file each, because handles are counted by process. */
export const groups = {
  web: ["http", "websocket", "grpc", "tls", "domain", "dns", "tcp", "udp"],
  messages: ["smtp", "imap", "pop3", "mail", "sms", "heartbeat", "push"],
  machines: ["mysql", "postgres", "ssh", "snmp", "printer", "ntp", "ping"],
} as const satisfies Record<string, readonly CheckType[]>;

const nothing = {
  looks: 0,
  hangs: 0,
  lateMs: 0,
  crashes: 0,
  leaks: 0,
  secrets: 0,
};

/** A test for each of some types and each fault: a named reason in time, and nothing left behind. */
export function tryFaults(types: readonly CheckType[]): void {
  process.on("uncaughtExceptionMonitor", (error) =>
    note({ crash: String(error) }),
  );
  for (const type of types)
    for (const fault of faultNames) {
      const leftOut = rows[type].leftOut?.[fault];
      if (leftOut !== undefined) note({ type, fault, leftOut, ...nothing });
      test(`${type}: ${faults[fault]}`, { skip: leftOut ?? false }, () =>
        tryFault(type, fault),
      );
    }
}

async function tryFault(type: CheckType, fault: FaultName): Promise<void> {
  const arrange = arrangement(type, fault);
  assert.ok(arrange, "nobody says how, or why not");
  const attempted = await attempt(type, fault, rows[type], arrange);
  const { problems, leaked, ...entry } = attempted;
  note(entry);
  assert.ok(entry.looks > 0);
  assert.deepEqual(problems, []);
  assert.deepEqual(leaked, [], "handles stay open");
  const { hangs, crashes, secrets } = entry;
  assert.deepEqual([hangs, crashes, secrets], [0, 0, 0]);
}

function arrangement(type: CheckType, fault: FaultName): Arrange | undefined {
  if (fault === "wrong-credentials") return credentials[type];
  if (fault === "pattern-blows-up") return blowUps[type];
  return (withoutPort[type] ?? common[rows[type].transport])[fault];
}
