import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import {
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
  type Lasting,
} from "./program.ts";

const EXIM = "/usr/sbin/exim4";

export const unlessExim =
  unlessInstalled(EXIM, "exim4-daemon-light") ||
  (process.getuid?.() !== 0 && "left out: exim wants to be started by root");

export const eximPassword = "hunter-exim";

const portNames = ["smtp", "smtps"] as const;

export interface Exim {
  ports: Record<(typeof portNames)[number], number>;
}

/**
 * A server that takes mail for everybody and puts it into one maildir, as its own user: with a configuration of ours it is
 * not allowed to become another one. It refuses the local part "nobody", puts "later" off,
 * and loses what is for "lost".
 */
export async function startExim(
  lasting: Lasting,
  { cert, key }: Certificate,
  maildir: string,
): Promise<Exim> {
  const folder = await scratchFolder(lasting, "exim");
  const ports = await sparePorts(portNames);
  await chmod(folder, 0o755);
  for (const name of ["spool", "log"]) {
    await mkdir(join(folder, name));
    // Exim gives up being root before it writes there.
    await chmod(join(folder, name), 0o777);
  }
  await writeFile(join(folder, "cert.pem"), cert);
  await writeFile(join(folder, "key.pem"), key);
  const configuration = join(folder, "exim.conf");
  await writeFile(configuration, text(folder, maildir, ports));
  await startProgram(lasting, {
    program: EXIM,
    args: ["-C", configuration, "-bdf", "-q30m"],
    ports: Object.values(ports),
  });
  return { ports };
}

function text(
  folder: string,
  maildir: string,
  { smtp, smtps }: Exim["ports"],
): string {
  return `
primary_hostname = mail.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/exim.pid
local_interfaces = <; 127.0.0.1.${smtp} ; 127.0.0.1.${smtps}
tls_on_connect_ports = ${smtps}
tls_advertise_hosts = *
tls_certificate = ${folder}/cert.pem
tls_privatekey = ${folder}/key.pem
acl_smtp_rcpt = recipients
acl_smtp_data = accept
host_lookup =
rfc1413_hosts =
begin acl
recipients:
  deny local_parts = nobody
       message = there is no such mailbox
  defer local_parts = later
        message = come again later
  accept
begin routers
lost:
  driver = redirect
  local_parts = lost
  data = :blackhole:
everybody:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = ${maildir}
  maildir_format
  user = Debian-exim
  group = Debian-exim
  mode = 0666
  directory_mode = 0777
  no_mode_fail_narrower
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if eq{$auth3}{${eximPassword}}{yes}{no}}
  server_set_id = $auth2
`;
}
