import type { Check } from "./check.ts";
import type { CheckType } from "./index.ts";

/** Each check type by itself: an instance that probes loads the libraries of those alone that are in use. */
const files: Record<CheckType, () => Promise<Check>> = {
  http: async () => (await import("./http.ts")).http,
  dns: async () => (await import("./dns.ts")).dns,
  domain: async () => (await import("./domain.ts")).domain,
  grpc: async () => (await import("./grpc.ts")).grpc,
  heartbeat: async () => (await import("./heartbeat.ts")).heartbeat,
  imap: async () => (await import("./imap.ts")).imap,
  mail: async () => (await import("./mail.ts")).mail,
  mysql: async () => (await import("./mysql.ts")).mysql,
  ntp: async () => (await import("./ntp.ts")).ntp,
  ping: async () => (await import("./ping.ts")).ping,
  pop3: async () => (await import("./pop3.ts")).pop3,
  postgres: async () => (await import("./postgres.ts")).postgres,
  printer: async () => (await import("./printer.ts")).printer,
  push: async () => (await import("./push.ts")).push,
  sms: async () => (await import("./sms.ts")).sms,
  smtp: async () => (await import("./smtp.ts")).smtp,
  snmp: async () => (await import("./snmp.ts")).snmp,
  ssh: async () => (await import("./ssh.ts")).ssh,
  tcp: async () => (await import("./tcp.ts")).tcp,
  tls: async () => (await import("./tls.ts")).tls,
  udp: async () => (await import("./udp.ts")).udp,
  websocket: async () => (await import("./websocket.ts")).websocket,
};

/** The check of a type; undefined where there is no such type. */
export async function loadCheck(type: string): Promise<Check | undefined> {
  return Object.hasOwn(files, type) ? files[type as CheckType]() : undefined;
}
