// Faults that need to know nothing of a check but how it speaks.
import type { Row } from "../../checks/contract/row.ts";
import { createConnector } from "../../net/create-connector.ts";
import { startDnsServer } from "../dns-server.ts";
import { PATIENT_MS } from "../patience.ts";
import type { Scope } from "../scope.ts";
import { startUdpServer } from "../udp-server.ts";
import {
  answers,
  halfCloses,
  halfClosesOnceAsked,
  type Manner,
  MEGABYTES_10,
  nonsense,
  saysFirst,
  sparePort,
  startTcpTarget,
  trickles,
} from "./manners.ts";
import type { FaultName } from "./names.ts";
import { type Arrange, isDown, type Trial } from "./trial.ts";

export type Arranged = Partial<Record<FaultName, Arrange>>;

const HOST = "nowhere.example.org";

/** The settings of a row, for a host in place of this machine. */
export function elsewhere(row: Row): Record<string, unknown>[] {
  const text = JSON.stringify(row.settings(12_345));
  return JSON.parse(text.replaceAll("127.0.0.1", HOST)) as Record<
    string,
    unknown
  >[];
}

/** What goes wrong before anybody speaks, over TCP and UDP. */
const onTheWay: Arranged = {
  // The name server of tests knows no name but those of this machine.
  "wrong-host": (_scope, row) =>
    elsewhere(row).map((typed) => ({
      typed,
      expected: /^\w+ no-such-host: /,
      timeoutMs: PATIENT_MS,
    })),
  "wrong-port": async (_scope, row) => {
    const port = await sparePort();
    return row.settings(port).map((typed) => ({
      typed,
      expected: /^down refused: /,
      timeoutMs: PATIENT_MS,
    }));
  },
  "dns-never-answers": async (scope, row) => {
    const nameServers = await startDnsServer(scope, () => "silent", PATIENT_MS);
    const connector = createConnector({ allowNetworks: [], nameServers });
    const [typed = {}] = elsewhere(row);
    const silent: Trial[] = Array.from({ length: 20 }, () => ({
      typed,
      connector,
      expected: /^\w+ timeout: /,
      afterwards: () => nameServers.cancel(),
    }));
    return [...silent, await neighbour(row)];
  },
};

/** Looked at at the same time, it must not wait for anybody. */
async function neighbour(row: Row): Promise<Trial> {
  const [typed = {}] = row.settings(await sparePort());
  return {
    typed,
    expected: /^down refused: /,
    timeoutMs: PATIENT_MS,
    isQuick: true,
  };
}

/** One trial for each manner and each of the row's settings, all against targets of their own. */
async function targets(
  scope: Scope,
  row: Row,
  manners: Manner[],
  expected = isDown,
): Promise<Trial[]> {
  const trials = [];
  for (const manner of manners)
    for (const typed of row.settings(await startTcpTarget(scope, manner)))
      trials.push({ typed, expected });
  return trials;
}

const otherProtocols = {
  http: answers(
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
  ),
  smtp: saysFirst("220 mail.test ESMTP ready\r\n"),
  ssh: saysFirst("SSH-2.0-OpenSSH_9.2\r\n"),
};

const overTcp: Arranged = {
  ...onTheWay,
  "wrong-protocol": (scope, row) =>
    targets(
      scope,
      row,
      Object.entries(otherProtocols).flatMap(([name, manner]) =>
        name === row.speaks ? [] : manner,
      ),
    ),
  silent: (scope, row) => targets(scope, row, [() => {}], /^down timeout: /),
  "hangs-up": (scope, row) => targets(scope, row, [(socket) => socket.end()]),
  resets: (scope, row) =>
    targets(scope, row, [
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.once("data", () => socket.resetAndDestroy()),
    ]),
  "closes-mid-greeting": (scope, row) => {
    const words = row.firstWords ?? "";
    return targets(scope, row, [(socket) => socket.end(words), answers(words)]);
  },
  flood: (scope, row) =>
    targets(scope, row, [
      (socket) => socket.end("x".repeat(MEGABYTES_10)),
      answers("xxxxxxx\r\n".repeat(MEGABYTES_10 / 9)),
    ]),
  garbage: (scope, row) =>
    targets(scope, row, [(socket) => socket.end(nonsense), answers(nonsense)]),
  "half-closed": (scope, row) =>
    targets(scope, row, [
      halfCloses(""),
      halfCloses(row.firstWords ?? ""),
      halfClosesOnceAsked,
    ]),
  trickles: (scope, row) => targets(scope, row, [trickles]),
};

const DATAGRAM_BYTES = 50_000;

/** Targets that answer each datagram with some. */
async function datagrams(
  scope: Scope,
  row: Row,
  answer: Parameters<typeof startUdpServer>[1],
  expected = isDown,
): Promise<Trial[]> {
  const { port } = await startUdpServer(scope, answer);
  return row.settings(port).map((typed) => ({ typed, expected }));
}

const overUdp: Arranged = {
  ...onTheWay,
  "wrong-protocol": (scope, row) =>
    datagrams(scope, row, () => "HTTP/1.1 400 Bad Request\r\n\r\n"),
  silent: (scope, row) =>
    datagrams(scope, row, () => undefined, /^down timeout: /),
  "hangs-up": (scope, row) => datagrams(scope, row, () => ""),
  "closes-mid-greeting": (scope, row) =>
    datagrams(scope, row, (heard) => heard.subarray(0, heard.length / 2)),
  flood: (scope, row) =>
    datagrams(scope, row, () =>
      Array.from({ length: MEGABYTES_10 / DATAGRAM_BYTES }, () =>
        Buffer.alloc(DATAGRAM_BYTES, "x"),
      ),
    ),
  garbage: (scope, row) => datagrams(scope, row, () => nonsense),
  trickles: (scope, row) =>
    datagrams(scope, row, () => Array.from({ length: 500 }, () => "x")),
};

export const common: Record<Row["transport"], Arranged> = {
  tcp: overTcp,
  udp: overUdp,
  none: {},
};
