// What every check type promises, asked of each: a new type does not compile until it has a row here.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { startUdpServer } from "../testing/udp-server.ts";
import { connector } from "../testing/web.ts";
import type { Check } from "./check.ts";
import { dnsRow } from "./contract/dns.ts";
import { domainRow } from "./contract/domain.ts";
import { grpcRow } from "./contract/grpc.ts";
import { heartbeatRow } from "./contract/heartbeat.ts";
import { httpRow } from "./contract/http.ts";
import { imapRow } from "./contract/imap.ts";
import { mailRow } from "./contract/mail.ts";
import { mysqlRow } from "./contract/mysql.ts";
import { ntpRow } from "./contract/ntp.ts";
import { pingRow } from "./contract/ping.ts";
import { pop3Row } from "./contract/pop3.ts";
import { postgresRow } from "./contract/postgres.ts";
import { printerRow } from "./contract/printer.ts";
import { pushRow } from "./contract/push.ts";
import { smtpRow } from "./contract/smtp.ts";
import { snmpRow } from "./contract/snmp.ts";
import { sshRow } from "./contract/ssh.ts";
import { tcpRow } from "./contract/tcp.ts";
import { tlsRow } from "./contract/tls.ts";
import { udpRow } from "./contract/udp.ts";
import { websocketRow } from "./contract/websocket.ts";
import type { Row } from "./contract/row.ts";
import { smsRow } from "./contract/sms.ts";
import { fieldsOf, secretFields } from "./fields.ts";
import { type CheckType, checkTypes, findCheck } from "./index.ts";
import { runProbe } from "./run-probe.ts";

const rows: Record<CheckType, Row> = {
  http: httpRow,
  dns: dnsRow,
  domain: domainRow,
  grpc: grpcRow,
  heartbeat: heartbeatRow,
  imap: imapRow,
  mail: mailRow,
  mysql: mysqlRow,
  ntp: ntpRow,
  ping: pingRow,
  pop3: pop3Row,
  postgres: postgresRow,
  printer: printerRow,
  push: pushRow,
  sms: smsRow,
  smtp: smtpRow,
  snmp: snmpRow,
  ssh: sshRow,
  tcp: tcpRow,
  tls: tlsRow,
  udp: udpRow,
  websocket: websocketRow,
};

const DEADLINE_MS = 150;
/** How much later than its deadline a probe may end on a busy machine. */
const PATIENCE_MS = 1_000;

/** What a target does, over TCP and, as far as it makes sense there, over UDP. */
type Manner =
  | { does: "nothing" | "hang-up" | "reset" }
  | { does: "say"; words: (heard: string) => string | Buffer; first?: boolean };

function checkOf(type: CheckType): Check {
  const check = findCheck(type);
  assert.ok(check);
  return check;
}

/** A target with these manners; `closed` resolves when it has no connection any more. */
async function startTarget(
  t: TestContext,
  transport: Row["transport"],
  manner: Manner,
): Promise<{ port: number; closed: () => Promise<void> }> {
  if (transport === "udp") {
    const { port } = await startUdpServer(t, (heard) =>
      manner.does === "say"
        ? manner.words(heard.toString("latin1"))
        : undefined,
    );
    return { port, closed: async () => {} };
  }
  const server = await startTcpServer(t, (socket) => {
    if (manner.does === "hang-up") socket.end();
    if (manner.does === "reset") socket.resetAndDestroy();
    if (manner.does !== "say") return;
    if (manner.first === true) socket.end(manner.words(""));
    else
      socket.once("data", (heard) =>
        socket.end(manner.words(heard.toString("latin1"))),
      );
  });
  return { port: server.port, closed: () => server.allClosed() };
}

/** Runs a type against a target of our own, once with each of its settings. */
async function probeAll(
  t: TestContext,
  type: CheckType,
  manner: Manner,
  signal?: AbortSignal,
): Promise<ProbeResult[]> {
  const check = checkOf(type);
  const { settings: settingsFor, transport } = rows[type];
  const results = [];
  const target = await startTarget(t, transport, manner);
  for (const typed of settingsFor(target.port)) {
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
    assert.ok(performance.now() - started < DEADLINE_MS + PATIENCE_MS, "late");
    assert.equal(bug, undefined);
    await target.closed();
    results.push(result);
  }
  return results;
}

const nonsense = Buffer.from(
  Array.from({ length: 4_096 }, (_, i) => (i * 131) & 0xff),
);

for (const type of checkTypes) {
  const { transport, tellAll, leftOut = {} } = rows[type];
  /** Why a row cannot be tried with this type; false where it can. */
  const unless = (row: keyof typeof leftOut): string | false =>
    leftOut[row] ?? (transport === "none" && "nothing listens on a port");

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

  test(
    `${type}: a silent target is down at the deadline`,
    { skip: unless("silent") },
    async (t) => {
      for (const result of await probeAll(t, type, { does: "nothing" })) {
        assert.equal(result.outcome, "down");
        assert.equal(result.reason.kind, "timeout");
      }
    },
  );

  test(
    `${type}: a target that hangs up, resets or talks nonsense is down, without a bug`,
    { skip: unless("nonsense") },
    async (t) => {
      const manners: Manner[] = [
        { does: "hang-up" },
        { does: "reset" },
        { does: "say", words: () => nonsense },
        { does: "say", words: () => nonsense, first: true },
      ];
      for (const manner of manners)
        for (const result of await probeAll(t, type, manner))
          assert.equal(result.outcome, "down", JSON.stringify(result));
    },
  );

  test(
    `${type}: a probe that is stopped is unknown, and closes its socket`,
    { skip: unless("stopped") },
    async (t) => {
      const results = await probeAll(
        t,
        type,
        { does: "nothing" },
        AbortSignal.timeout(30),
      );
      for (const result of results) assert.equal(result.outcome, "unknown");
    },
  );

  test(
    `${type}: no secret comes back, even from a target that tells all`,
    {
      skip:
        tellAll === null && "it never quotes what it hears, or has no secrets",
    },
    async (t) => {
      assert.ok(tellAll);
      const results = await probeAll(t, type, { does: "say", words: tellAll });
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
