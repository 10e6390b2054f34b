import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import {
  type Lasting,
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
} from "./program.ts";

const CHRONYD = "/usr/sbin/chronyd";

export const unlessChronyd = unlessInstalled(CHRONYD, "chrony");

/** A time server that leaves this machine's clock alone; its port opens a moment later, for UDP only. */
export async function startChronyd(
  lasting: Lasting,
  lines: string[],
): Promise<{ port: number }> {
  const folder = await scratchFolder(lasting, "chronyd");
  const { ntp } = await sparePorts(["ntp"]);
  const configuration = join(folder, "chrony.conf");
  await writeFile(
    configuration,
    [
      `port ${ntp}`,
      "bindaddress 127.0.0.1",
      "allow 127.0.0.1",
      "cmdport 0",
      "bindcmdaddress /",
      `pidfile ${join(folder, "pid")}`,
      ...lines,
      "",
    ].join("\n"),
  );
  await startProgram(lasting, {
    program: CHRONYD,
    // -x: no clock is set; -d: in the foreground; -U: without being root.
    args: ["-x", "-d", "-U", "-u", userInfo().username, "-f", configuration],
    ports: [],
  });
  return { port: ntp };
}
