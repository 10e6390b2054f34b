import type { Check } from "./check.ts";
import { dns } from "./dns.ts";
import { domain } from "./domain.ts";
import { grpc } from "./grpc.ts";
import { heartbeat } from "./heartbeat.ts";
import { http } from "./http.ts";
import { imap } from "./imap.ts";
import { mail } from "./mail.ts";
import { mysql } from "./mysql.ts";
import { ntp } from "./ntp.ts";
import { ping } from "./ping.ts";
import { pop3 } from "./pop3.ts";
import { postgres } from "./postgres.ts";
import { printer } from "./printer.ts";
import { push } from "./push.ts";
import { sms } from "./sms.ts";
import { smtp } from "./smtp.ts";
import { snmp } from "./snmp.ts";
import { ssh } from "./ssh.ts";
import { tcp } from "./tcp.ts";
import { tls } from "./tls.ts";
import { udp } from "./udp.ts";
import { websocket } from "./websocket.ts";

/** Every check type, by the name that commands, YAML and the database use. */
export const checks = {
  http,
  dns,
  domain,
  grpc,
  heartbeat,
  imap,
  mail,
  mysql,
  ntp,
  ping,
  pop3,
  postgres,
  printer,
  push,
  sms,
  smtp,
  snmp,
  ssh,
  tcp,
  tls,
  udp,
  websocket,
} as const;

export type CheckType = keyof typeof checks;

export const checkTypes = Object.keys(checks) as CheckType[];

/** The check of a type, for callers who parse its settings themselves; undefined where there is no such type. */
export function findCheck(type: string): Check | undefined {
  return Object.hasOwn(checks, type) ? checks[type as CheckType] : undefined;
}
