import { userInfo } from "node:os";
import {
  type Lasting,
  sparePorts,
  startProgram,
  unlessInstalled,
} from "./program.ts";

const DNSMASQ = "/usr/sbin/dnsmasq";

export const unlessDnsmasq = unlessInstalled(DNSMASQ, "dnsmasq-base");

/** A name server that has these records (dnsmasq's options, without their dashes) and refuses everything else. */
export async function startDnsmasq(
  lasting: Lasting,
  records: string[],
): Promise<{ port: number }> {
  const { dns } = await sparePorts(["dns"]);
  await startProgram(lasting, {
    program: DNSMASQ,
    args: [
      "--keep-in-foreground",
      `--port=${dns}`,
      "--listen-address=127.0.0.1",
      "--bind-interfaces",
      "--no-resolv",
      "--no-hosts",
      "--conf-file=/dev/null",
      "--pid-file=",
      `--user=${userInfo().username}`,
      ...records.map((record) => `--${record}`),
    ],
    ports: [dns],
  });
  return { port: dns };
}
