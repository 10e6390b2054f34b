import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import {
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
  type Lasting,
} from "./program.ts";

const DOVECOT = "/usr/sbin/dovecot";
/** Debian's nobody and nogroup. */
const NOBODY = 65_534;

export const unlessDovecot =
  unlessInstalled(DOVECOT, "dovecot-imapd, dovecot-pop3d") ||
  (process.getuid?.() !== 0 && "left out: dovecot wants to be started by root");

export const dovecotPassword = "hunter-dovecot";

const portNames = ["imap", "imaps", "pop3", "pop3s"] as const;

export interface Dovecot {
  ports: Record<(typeof portNames)[number], number>;
  /** The one mailbox, whoever logs in: a maildir, writable by all. */
  maildir: string;
}

/** IMAP and POP3 with and without TLS; every user name will do. */
export async function startDovecot(
  lasting: Lasting,
  { cert, key }: Certificate,
): Promise<Dovecot> {
  const folder = await scratchFolder(lasting, "dovecot");
  const ports = await sparePorts(portNames);
  const maildir = join(folder, "mail");
  await mkdir(maildir);
  await chown(maildir, NOBODY, NOBODY);
  // Whoever delivers is another user than whoever reads.
  await chmod(maildir, 0o777);
  // The folder above is its owner's alone; the mail processes must pass.
  await mkdir(join(folder, "run"));
  await chmod(folder, 0o755);
  await writeFile(join(folder, "cert.pem"), cert);
  await writeFile(join(folder, "key.pem"), key, { mode: 0o600 });
  const configuration = join(folder, "dovecot.conf");
  await writeFile(configuration, text(folder, maildir, ports));
  await startProgram(lasting, {
    program: DOVECOT,
    args: ["-F", "-c", configuration],
    ports: Object.values(ports),
  });
  return { ports, maildir };
}

/** Failed logins are answered at once: a test has no time to be punished. */
function text(
  folder: string,
  maildir: string,
  { imap, imaps, pop3, pop3s }: Dovecot["ports"],
): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
listen = 127.0.0.1
protocols = imap pop3
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0 secs
mail_location = maildir:${maildir}
mail_max_userip_connections = 100
passdb {
  driver = static
  args = password=${dovecotPassword}
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${folder}/home
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = ${imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = ${pop3s}
    ssl = yes
  }
}
`;
}
