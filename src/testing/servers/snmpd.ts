import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AgentObjects, agentPasswords } from "../snmp-agent.ts";
import {
  type Lasting,
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
} from "./program.ts";

const SNMPD = "/usr/sbin/snmpd";

export const unlessSnmpd = unlessInstalled(SNMPD, "snmpd");

const { authPassword, privPassword } = agentPasswords;

/** User names are those of their protocols; "signed" needs no privacy, "open" nothing at all. */
const users = `
createUser md5-des MD5 ${authPassword} DES ${privPassword}
createUser sha-aes SHA ${authPassword} AES ${privPassword}
createUser sha-256-aes SHA-256 ${authPassword} AES ${privPassword}
createUser sha-512-aes-256 SHA-512 ${authPassword} AES-256 ${privPassword}
createUser sha-aes-256-c SHA ${authPassword} AES-256-C ${privPassword}
createUser signed SHA-384 ${authPassword}
createUser open
rouser md5-des priv
rouser sha-aes priv
rouser sha-256-aes priv
rouser sha-512-aes-256 priv
rouser sha-aes-256-c priv
rouser signed auth
rouser open noauth
`;

/** An agent with these objects, by OID; it knows the community "hunter-community" and the users above. */
export async function startSnmpd(
  lasting: Lasting,
  objects: AgentObjects,
): Promise<{ port: number }> {
  const folder = await scratchFolder(lasting, "snmpd");
  const { snmp } = await sparePorts(["snmp"]);
  const configuration = join(folder, "snmpd.conf");
  const overrides = Object.entries(objects).map(
    ([oid, value]) => `override .${oid} ${typed(value)}`,
  );
  await writeFile(
    configuration,
    `rocommunity hunter-community 127.0.0.1\n${users}${overrides.join("\n")}\n`,
    { mode: 0o600 },
  );
  await startProgram(lasting, {
    program: SNMPD,
    args: [
      "-f",
      "-Lo",
      "-C",
      "-c",
      configuration,
      `udp:127.0.0.1:${snmp}`,
      // Over TCP, too, which tells when it is ready.
      `tcp:127.0.0.1:${snmp}`,
    ],
    // Descriptions of objects that are not installed would be complained of at length.
    env: { SNMP_PERSISTENT_DIR: folder, MIBS: "" },
    ports: [snmp],
  });
  return { port: snmp };
}

function typed(value: AgentObjects[string]): string {
  if (typeof value === "number") return `integer ${value}`;
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return `octet_str "0x${bytes.toString("hex")}"`;
}
