import { execFile, execFileSync } from "node:child_process";
import { chown, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Certificate } from "../certificates.ts";
import {
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
  type Lasting,
} from "./program.ts";

const PROGRAMS = "/usr/lib/postgresql/15/bin";
const SETPRIV = "/usr/bin/setpriv";

export const unlessPostgresql = unlessInstalled(
  `${PROGRAMS}/postgres`,
  "postgresql-15",
);

/** The owner, who may do everything. */
export const owner = { username: "tester", password: "hunter-postgres" };

export interface Postgresql {
  port: number;
  /** A connection of the owner, to a server that does not ask for TLS on its socket. */
  connect(): Promise<pg.Client>;
  /** A server that follows this one. */
  startReplica(): Promise<Postgresql>;
}

/** A server that takes connections with TLS and a password only. */
export async function startPostgresql(
  lasting: Lasting,
  { cert, key }: Certificate,
): Promise<Postgresql> {
  const folder = await scratchFolder(lasting, "postgresql");
  const files = {
    password: owner.password,
    "cert.pem": cert,
    "key.pem": key,
    "hba.conf": [
      "local all all trust",
      "local replication all trust",
      "hostssl all all 127.0.0.1/32 scram-sha-256",
      "",
    ].join("\n"),
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  await giveAway(folder, Object.keys(files));
  const data = join(folder, "primary");
  await run("initdb", [
    `--pgdata=${data}`,
    `--username=${owner.username}`,
    `--pwfile=${join(folder, "password")}`,
    "--auth=scram-sha-256",
    "--no-sync",
  ]);
  return startOne(lasting, folder, data);
}

async function startOne(
  lasting: Lasting,
  folder: string,
  data: string,
): Promise<Postgresql> {
  const { port } = await sparePorts(["port"]);
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    hba_file: join(folder, "hba.conf"),
    ssl: "on",
    ssl_cert_file: join(folder, "cert.pem"),
    ssl_key_file: join(folder, "key.pem"),
    max_connections: "8",
    fsync: "off",
  };
  const pairs = Object.entries(settings).map(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const { program, args } = unprivileged("postgres", [
    "-D",
    data,
    ...pairs.flat(),
  ]);
  // On SIGTERM it would wait until its last client has left.
  const stopSignal = "SIGINT";
  await startProgram(lasting, { program, args, ports: [port], stopSignal });
  return {
    port,
    async connect() {
      const client = new pg.Client({
        host: folder,
        port,
        user: owner.username,
        database: "postgres",
      });
      client.on("error", () => {});
      await client.connect();
      return client;
    },
    async startReplica() {
      const copy = join(folder, "replica");
      await run("pg_basebackup", [
        `--host=${folder}`,
        `--port=${port}`,
        `--username=${owner.username}`,
        `--pgdata=${copy}`,
        "--write-recovery-conf",
        "--wal-method=stream",
        "--checkpoint=fast",
        "--no-sync",
      ]);
      return startOne(lasting, folder, copy);
    },
  };
}

async function run(program: string, args: string[]): Promise<void> {
  const command = unprivileged(program, args);
  await promisify(execFile)(command.program, command.args, { cwd: "/" });
}

/** PostgreSQL refuses to be root. */
function unprivileged(name: string, args: string[]) {
  const program = join(PROGRAMS, name);
  const own = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];
  return isRoot()
    ? { program: SETPRIV, args: [...own, program, ...args] }
    : { program, args };
}

async function giveAway(folder: string, names: string[]): Promise<void> {
  if (!isRoot()) return;
  const numberOf = (flag: string): number =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const [user, group] = [numberOf("-u"), numberOf("-g")];
  for (const path of [folder, ...names.map((name) => join(folder, name))])
    await chown(path, user, group);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
