import type { CheckType } from "../index.ts";
import { dnsRow } from "./dns.ts";
import { domainRow } from "./domain.ts";
import { grpcRow } from "./grpc.ts";
import { heartbeatRow } from "./heartbeat.ts";
import { httpRow } from "./http.ts";
import { imapRow } from "./imap.ts";
import { mailRow } from "./mail.ts";
import { mysqlRow } from "./mysql.ts";
import { ntpRow } from "./ntp.ts";
import { pingRow } from "./ping.ts";
import { pop3Row } from "./pop3.ts";
import { postgresRow } from "./postgres.ts";
import { printerRow } from "./printer.ts";
import { pushRow } from "./push.ts";
import { smsRow } from "./sms.ts";
import { smtpRow } from "./smtp.ts";
import { snmpRow } from "./snmp.ts";
import { sshRow } from "./ssh.ts";
import { tcpRow } from "./tcp.ts";
import { tlsRow } from "./tls.ts";
import { udpRow } from "./udp.ts";
import { websocketRow } from "./websocket.ts";
import type { Row } from "./row.ts";

/** A new type does not compile until it has a row here. */
export const rows: Record<CheckType, Row> = {
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
