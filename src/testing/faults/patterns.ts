// Patterns on which engines that go back and try again take longer than the world will last, and texts that make them.
import type { CheckType } from "../../checks/index.ts";
import { startRecordServer, wireText } from "../record-server.ts";
import { startAgent } from "../snmp-agent.ts";
import { SSH_PASSWORD, startSshServer } from "../ssh-server.ts";
import { startTcpServer } from "../tcp-server.ts";
import { startUdpServer } from "../udp-server.ts";
import { startSite } from "../web.ts";
import { WebSocketServer } from "ws";
import { replyingLine } from "./sms-line.ts";
import type { Arrange, Trial } from "./trial.ts";

const patterns = ["^(a+)+$", "(a|aa|aaa)+$", "(.*a){20}b", "(a?){100}a{100}b"];

const textOf = (length: number): string => `${"a".repeat(length)}!`;
const long = textOf(60_000);
/** As much as checks read of what comes over TCP, and of a reply by SMS. */
const TCP_CHARACTERS = 16_000;
const SMS_CHARACTERS = 1_599;

/** One trial for each pattern; most of them need more than the usual deadline on a busy machine. */
function trialsOf(
  typed: Record<string, unknown>,
  field: "pattern" | "expect",
  more: Partial<Trial> = {},
): Trial[] {
  return patterns.map((pattern) => ({
    typed: { ...typed, [field]: pattern },
    expected: /^down (pattern-missing|wrong-reply|invalid-reply|reply)\b/,
    timeoutMs: 3_000,
    ...more,
  }));
}

const http: Arrange = async (scope) => {
  const url = await startSite(scope, (_, response) => response.end(long));
  return trialsOf({ url: `${url}/` }, "pattern");
};

const websocket: Arrange = async (scope) => {
  const server = new WebSocketServer({ noServer: true });
  const origin = await startSite(
    scope,
    () => {},
    undefined,
    (site) =>
      site.on("upgrade", (request, socket, head) =>
        server.handleUpgrade(request, socket, head, (client) => {
          client.send(textOf(TCP_CHARACTERS));
        }),
      ),
  );
  const typed = { url: `${origin.replace("http", "ws")}/` };
  // Whatever comes, it waits for what it expects.
  return trialsOf(typed, "expect", { timeoutMs: 500 });
};

const tcp: Arrange = async (scope) => {
  const { port } = await startTcpServer(scope, (socket) =>
    socket.end(textOf(TCP_CHARACTERS)),
  );
  return trialsOf({ host: "127.0.0.1", port }, "expect");
};

const udp: Arrange = async (scope) => {
  const { port } = await startUdpServer(scope, () => long);
  const typed = { host: "127.0.0.1", port };
  return trialsOf(typed, "expect", { timeoutMs: 500 });
};

const dns: Arrange = async (scope) => {
  const { port } = await startRecordServer(scope, {
    "example.org": { TXT: [wireText(textOf(250))] },
  });
  const resolver = `127.0.0.1:${port}`;
  return trialsOf({ name: "example.org", type: "TXT", resolver }, "pattern");
};

const snmp: Arrange = async (scope) => {
  const { port } = await startAgent(scope, {
    "1.3.6.1.2.1.1.5": textOf(1_000),
  });
  const typed = {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
    oids: "1.3.6.1.2.1.1.5.0",
  };
  return trialsOf(typed, "pattern");
};

const ssh: Arrange = async (scope) => {
  const exec = () => ({ stdout: long, code: 0 });
  const { port } = await startSshServer(scope, { exec });
  const typed = {
    host: "127.0.0.1",
    port,
    username: "me",
    password: SSH_PASSWORD,
    vitals: "no",
    command: "true",
  };
  return trialsOf(typed, "pattern", { timeoutMs: 5_000 });
};

const sms: Arrange = (_scope, row) =>
  row.settings(0).flatMap((typed) =>
    trialsOf(typed, "expect", { timeoutMs: 800 }).map((trial, index) => {
      // Two looks at one gateway at the same time could not tell their replies apart.
      const to = `+44770090010${index}`;
      return {
        ...trial,
        typed: { ...trial.typed, to },
        sms: replyingLine(to, [textOf(SMS_CHARACTERS)]),
      };
    }),
  );

/** By type, for all types that have patterns. */
export const blowUps: Partial<Record<CheckType, Arrange>> = {
  http,
  websocket,
  tcp,
  udp,
  dns,
  snmp,
  ssh,
  sms,
};
