// Servers that refuse the credentials they are given; those that can repeat them in their refusal.
import {
  createServer as createHttp2Server,
  type ServerHttp2Stream,
} from "node:http2";
import type { RequestListener } from "node:http";
import type { Row } from "../../checks/contract/row.ts";
import type { CheckType } from "../../checks/index.ts";
import { listening } from "../listening.ts";
import {
  type MailProtocol,
  mailScripts,
  startMailScript,
} from "../mail-scripts.ts";
import { startMysqlServer } from "../mysql-server.ts";
import { PATIENT_MS } from "../patience.ts";
import type { Scope } from "../scope.ts";
import { startAgent } from "../snmp-agent.ts";
import { startSshServer } from "../ssh-server.ts";
import { startTcpServer } from "../tcp-server.ts";
import { goodCertificate, startSite } from "../web.ts";
import { silentLine } from "./sms-line.ts";
import { type Arrange, isDown, type Trial } from "./trial.ts";

const me = { username: "me", password: "hunter-wrong" };
const loginFailed = /^down login-failed: \S/;

const unauthorized: RequestListener = ({ headers }, response) => {
  response.writeHead(401);
  response.end(`not with ${headers.authorization}`);
};

async function atSite(scope: Scope, row: Row): Promise<Trial[]> {
  const { port } = new URL(await startSite(scope, unauthorized));
  return row.settings(Number(port)).map((typed) => ({
    typed,
    expected: /^down \S+: .*\b401\b/,
    timeoutMs: PATIENT_MS,
  }));
}

async function atGrpcServer(scope: Scope, row: Row): Promise<Trial[]> {
  const server = createHttp2Server();
  server.on("stream", (stream, headers) =>
    (stream as ServerHttp2Stream).respond(
      {
        ":status": 200,
        "content-type": "application/grpc",
        "grpc-status": "16",
        "grpc-message": `not with ${headers["authorization"]}`,
      },
      { endStream: true },
    ),
  );
  const port = await listening(scope, server);
  return row
    .settings(port)
    .filter(({ tls }) => tls === false)
    .map((typed) => ({
      typed,
      expected: /^down \S+: .*UNAUTHENTICATED/,
      timeoutMs: PATIENT_MS,
    }));
}

const atMailServer =
  (protocol: MailProtocol): Arrange =>
  async (scope) => {
    const { port } = await startMailServer(scope, protocol);
    const typed = { host: "127.0.0.1", port, tls: "implicit", ...me };
    return [{ typed, expected: loginFailed, timeoutMs: PATIENT_MS }];
  };

function startMailServer(scope: Scope, protocol: MailProtocol) {
  const certificate = goodCertificate;
  const options = { certificate, isImplicit: true };
  return startMailScript(scope, mailScripts[protocol], options);
}

async function onTheWayOfMail(scope: Scope): Promise<Trial[]> {
  const { port } = await startMailServer(scope, "smtp");
  const mailbox = await startMailServer(scope, "imap");
  const receiving = {
    to: "me@example.org",
    mailbox: `127.0.0.1:${mailbox.port}`,
    mailboxTls: "implicit",
    mailboxUsername: "me",
    mailboxPassword: "hunter-wrong-mailbox",
  };
  const typed = { host: `127.0.0.1:${port}`, tls: "implicit", ...receiving };
  return [
    { typed: { ...typed, ...me }, expected: /^down \S*login-failed: / },
    { typed, expected: /^unknown mailbox-unreadable: .*refuses the login/ },
  ].map((trial) => ({ ...trial, timeoutMs: PATIENT_MS }));
}

async function atMysql(scope: Scope, row: Row): Promise<Trial[]> {
  const users = { me: "hunter-right" };
  const { port } = await startMysqlServer(scope, { users });
  return withLogin(row, port);
}

/** Asks for the password as it is, and repeats it in its refusal. */
async function atPostgres(scope: Scope, row: Row): Promise<Trial[]> {
  const { port } = await startTcpServer(scope, (socket) => {
    socket.once("data", () => {
      socket.write(Buffer.from("520000000800000003", "hex"));
      socket.once("data", (heard) => {
        const told = heard.toString("latin1", 5, heard.length - 1);
        const fields = `SFATAL\0VFATAL\0C28P01\0Mnot with "${told}"\0\0`;
        const head = Buffer.alloc(5);
        head.write("E");
        head.writeInt32BE(4 + fields.length, 1);
        socket.end(Buffer.concat([head, Buffer.from(fields)]));
      });
    });
  });
  return withLogin(row, port);
}

function withLogin(row: Row, port: number): Trial[] {
  return row
    .settings(port)
    .filter(({ username }) => username !== undefined)
    .map((typed) => ({ typed, expected: loginFailed, timeoutMs: PATIENT_MS }));
}

async function atAgent(scope: Scope): Promise<Trial[]> {
  const { port } = await startAgent(scope, { "1.3.6.1.2.1.1.5": "here" });
  const timeoutMs = PATIENT_MS;
  const host = `127.0.0.1:${port}`;
  const user = {
    host,
    version: "v3",
    username: "closed",
    authProtocol: "SHA-256",
    authPassword: "hunter-wrong-auth",
    privPassword: "hunter-wrong-priv",
  };
  // Agents say that they know no such user; to wrong passwords they say nothing.
  const nobody = { ...user, username: "nobody" };
  return [
    { typed: nobody, expected: /^down (?!bug|timeout)\S+: /, timeoutMs },
    { typed: user, expected: isDown },
    { typed: { host, community: "hunter-wrong" }, expected: isDown },
  ];
}

async function atSsh(scope: Scope): Promise<Trial[]> {
  const { port } = await startSshServer(scope, {});
  const typed = { host: "127.0.0.1", port, ...me };
  return [{ typed, expected: loginFailed, timeoutMs: PATIENT_MS }];
}

const refusal = {
  ok: false,
  text: "Twilio refuses the account (Twilio 20003)",
} as const;

/** By type, for all types that have credentials. */
export const credentials: Partial<Record<CheckType, Arrange>> = {
  http: atSite,
  websocket: atSite,
  grpc: atGrpcServer,
  imap: atMailServer("imap"),
  pop3: atMailServer("pop3"),
  smtp: atMailServer("smtp"),
  mail: onTheWayOfMail,
  mysql: atMysql,
  postgres: atPostgres,
  printer: atAgent,
  snmp: atAgent,
  ssh: atSsh,
  sms: (_scope, row) =>
    row.settings(0).map((typed) => ({
      typed,
      sms: { ...silentLine, send: async () => refusal },
      expected: /^unknown not-sent: .*20003/,
    })),
};
