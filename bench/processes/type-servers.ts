// A healthy server for each check type, and the settings by which it is looked at.
import { createServer } from "node:http";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { WebSocketServer } from "ws";
import { DATABASE_VARIABLE } from "../../src/testing/database.ts";
import { printerObjects } from "../../src/testing/fake-printer.ts";
import { listening } from "../../src/testing/listening.ts";
import { mailPassword } from "../../src/testing/mail-scripts.ts";
import {
  mailboxUser,
  startImapServer,
  startPop3Server,
  startSmtpServer,
} from "../../src/testing/mailboxes.ts";
import {
  answering,
  startMysqlServer,
  table,
} from "../../src/testing/mysql-server.ts";
import { ntpAnswer } from "../../src/testing/ntp-answer.ts";
import { startPostgresRelay } from "../../src/testing/postgres-relay.ts";
import { startRecordServer } from "../../src/testing/record-server.ts";
import { startAgent } from "../../src/testing/snmp-agent.ts";
import { SSH_PASSWORD, startSshServer } from "../../src/testing/ssh-server.ts";
import { startTcpServer } from "../../src/testing/tcp-server.ts";
import { startUdpServer } from "../../src/testing/udp-server.ts";
import {
  authority,
  goodCertificate,
  startSite,
} from "../../src/testing/web.ts";
import { order, say } from "./parent.ts";

/** One way of using a check. */
export interface TypeCase {
  type: string;
  /** What one look does. */
  does: string;
  typed: Record<string, unknown>;
}

export interface TypeServersHello {
  cases: TypeCase[];
  authority: string;
  /** Where the list of registries is. */
  bootstrap: string;
}

/** Everything ends with the process. */
const scope = { after: (): void => {} };
const page = `<!doctype html><title>Search</title>${"<p>text</p>".repeat(100)}`;
const me = { username: "me", password: mailPassword };
const HOST = "127.0.0.1";

process.env[DATABASE_VARIABLE] = (order as { databaseUrl: string }).databaseUrl;

const registry = await startRegistry();
say({
  cases: [
    ...(await webCases()),
    ...(await mailCases()),
    ...(await databaseCases()),
    ...(await machineCases()),
  ],
  authority: authority.cert,
  bootstrap: `${registry}/dns.json`,
} satisfies TypeServersHello);

async function webCases(): Promise<TypeCase[]> {
  const listener = (_: unknown, response: { end(text: string): unknown }) =>
    response.end(page);
  const plain = await startSite(scope, listener);
  const secure = await startSite(scope, listener, goodCertificate);
  const socket = await startWebSocket();
  const tls = await startTcpServer(scope, () => {}, goodCertificate);
  const tcp = await startTcpServer(scope, (client) =>
    client.write("hello\r\n"),
  );
  const udp = await startUdpServer(scope, (heard) => heard);
  const dns = await startRecordServer(scope, {
    "www.example.org": { A: [Buffer.of(192, 0, 2, 10)] },
  });
  const contains = "Search";
  return [
    one("http", "a page of 1 kB and a word in it", { url: plain, contains }),
    one("http", "the same over TLS", { url: secure, contains }),
    one("websocket", "handshake and pong", { url: socket }),
    one("grpc", "the server's health, without TLS", {
      host: HOST,
      port: await startGrpc(),
      tls: false,
    }),
    one("tls", "handshake and certificate", { host: HOST, port: tls.port }),
    one("tcp", "the greeting", {
      host: HOST,
      port: tcp.port,
      expect: "^hello",
    }),
    one("udp", "one answer", { host: HOST, port: udp.port, send: "hello" }),
    one("dns", "one A record", {
      name: "www.example.org",
      resolver: `${HOST}:${dns.port}`,
      values: "192.0.2.10",
    }),
    one("domain", "registry of a known list", { domain: "example.org" }),
  ];
}

async function mailCases(): Promise<TypeCase[]> {
  const smtp = await startSmtpServer(scope, () => {});
  const imap = await startImapServer(scope);
  const pop3 = await startPop3Server(scope);
  const box = await startImapServer(scope, ["UIDPLUS"]);
  const way = await startSmtpServer(scope, (message) => box.add(message));
  const plainly = (port: number) => ({ host: HOST, port, tls: "none" });
  return [
    one("smtp", "greeting and EHLO", plainly(smtp.port)),
    one("imap", "greeting and login", { ...plainly(imap.port), ...me }),
    one("pop3", "greeting and login", { ...plainly(pop3.port), ...me }),
    one("mail", "sent by SMTP, found by IMAP, deleted", {
      host: HOST,
      port: way.port,
      tls: "none",
      to: mailboxUser,
      mailbox: `${HOST}:${box.port}`,
      mailboxPassword: mailPassword,
      mailboxTls: "none",
    }),
  ];
}

async function databaseCases(): Promise<TypeCase[]> {
  const mysql = await startMysqlServer(scope, {
    users: { me: mailPassword },
    answer: answering((sql) =>
      sql === "SELECT 42" ? table(["value"], [["42"]]) : undefined,
    ),
  });
  const postgres = await startPostgresRelay(scope);
  const query = { query: "SELECT 42", equals: "42" };
  return [
    one("mysql", "handshake", { host: HOST, port: mysql.port }),
    one("mysql", "login and a query", {
      host: HOST,
      port: mysql.port,
      ...me,
      ...query,
    }),
    one("postgres", "handshake", { host: HOST, port: postgres.port }),
    one("postgres", "login and a query", {
      host: HOST,
      port: postgres.port,
      username: postgres.username,
      database: "postgres",
      ...query,
    }),
  ];
}

async function machineCases(): Promise<TypeCase[]> {
  const exec = () => ({ stdout: "queue is empty\n", code: 0 });
  const ssh = await startSshServer(scope, { exec });
  const name = "1.3.6.1.2.1.1.5";
  const agent = await startAgent(scope, { [name]: "here" });
  const printer = await startAgent(scope, printerObjects());
  const ntp = await startUdpServer(scope, (heard) => ntpAnswer(heard));
  const community = "hunter-community";
  return [
    one("ssh", "handshake", { host: HOST, port: ssh.port }),
    one("ssh", "login and a command", {
      host: HOST,
      port: ssh.port,
      username: "me",
      password: SSH_PASSWORD,
      vitals: false,
      command: "mailq",
    }),
    one("snmp", "one value, v2c", {
      host: HOST,
      port: agent.port,
      community,
      oids: `${name}.0`,
    }),
    one("printer", "all tables, v2c", {
      host: HOST,
      port: printer.port,
      community,
    }),
    one("ntp", "one answer", { host: HOST, port: ntp.port }),
    one("ping", "one packet, by the system's ping", { host: HOST, count: 1 }),
    one("heartbeat", "judged, nothing is asked", { runs: "1d" }),
    one("push", "judged, nothing is asked", { fresh: "1d" }),
  ];
}

function one(
  type: string,
  does: string,
  typed: Record<string, unknown>,
): TypeCase {
  return { type, does, typed };
}

async function startWebSocket(): Promise<string> {
  const server = new WebSocketServer({ noServer: true });
  const origin = await startSite(
    scope,
    () => {},
    undefined,
    (site) =>
      site.on("upgrade", (request, socket, head) =>
        server.handleUpgrade(request, socket, head, () => {}),
      ),
  );
  return `${origin.replace("http", "ws")}/`;
}

function startGrpc(): Promise<number> {
  const server = new Server();
  new HealthImplementation({ "": "SERVING" }).addToServer(server);
  return new Promise((resolve, reject) =>
    server.bindAsync(
      `${HOST}:0`,
      ServerCredentials.createInsecure(),
      (error, port) => (error === null ? resolve(port) : reject(error)),
    ),
  );
}

/** IANA's list, and the one registry in it. */
async function startRegistry(): Promise<string> {
  const server = createServer((request, response) => {
    const answer =
      request.url === "/dns.json"
        ? { version: "1.0", services: [[["org"], [`${origin}/rdap/`]]] }
        : {
            objectClassName: "domain",
            ldhName: "example.org",
            events: [
              { eventAction: "expiration", eventDate: "2099-01-01T00:00:00Z" },
            ],
          };
    response.setHeader("content-type", "application/rdap+json");
    response.end(JSON.stringify(answer));
  });
  const origin = `http://${HOST}:${await listening(scope, server)}`;
  return origin;
}
