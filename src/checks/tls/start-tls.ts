import type { Socket } from "node:net";
import { startImapTls } from "../starttls/imap.ts";
import { leaveMysql } from "../starttls/leave-mysql.ts";
import { startMysqlTls } from "../starttls/mysql.ts";
import { startPop3Tls } from "../starttls/pop3.ts";
import { startPostgresTls } from "../starttls/postgres.ts";
import { startSmtpTls } from "../starttls/smtp.ts";
import type { Upgrade } from "../starttls/upgrade.ts";

export const startTlsChoices = [
  "no",
  "smtp",
  "imap",
  "pop3",
  "postgres",
  "mysql",
] as const;
export type StartTls = (typeof startTlsChoices)[number];

interface Protocol {
  port: number;
  /** Asks for TLS; undefined where TLS begins at once. */
  upgrade?: Upgrade;
  /** Says goodbye over TLS: mail servers and databases log a client that only hangs up, or lock it out. */
  leave?: (socket: Socket, signal: AbortSignal) => Promise<void> | void;
}

const says = (line: string) => (socket: Socket) => {
  socket.write(`${line}\r\n`);
};

/** PostgreSQL's "Terminate". */
const TERMINATE = Buffer.from("5800000004", "hex");

/** How TLS begins, by protocol. */
export const protocols: Record<StartTls, Protocol> = {
  no: { port: 443 },
  smtp: { port: 25, upgrade: startSmtpTls, leave: says("QUIT") },
  imap: { port: 143, upgrade: startImapTls, leave: says("a3 LOGOUT") },
  pop3: { port: 110, upgrade: startPop3Tls, leave: says("QUIT") },
  postgres: {
    port: 5432,
    upgrade: startPostgresTls,
    leave: (socket) => void socket.write(TERMINATE),
  },
  mysql: { port: 3306, upgrade: startMysqlTls, leave: leaveMysql },
};
