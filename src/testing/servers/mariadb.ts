import { execFile } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import type { Certificate } from "../certificates.ts";
import {
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
  type Lasting,
} from "./program.ts";

const MARIADB = "/usr/sbin/mariadbd";

export const unlessMariadb = unlessInstalled(MARIADB, "mariadb-server");

export interface Mariadb {
  port: number;
  /** Runs statements as root, one after the other. */
  administer(...statements: string[]): Promise<void>;
}

/** As many servers as are asked for, alike at first, numbered from 1 and with a log that others can follow. */
export async function startMariadbs(
  lasting: Lasting,
  count: number,
  { cert, key }: Certificate,
): Promise<Mariadb[]> {
  const folder = await scratchFolder(lasting, "mariadb");
  await writeFile(join(folder, "cert.pem"), cert);
  await writeFile(join(folder, "key.pem"), key, { mode: 0o600 });
  const first = join(folder, "data-1");
  await promisify(execFile)("mariadb-install-db", [
    "--no-defaults",
    `--user=${userInfo().username}`,
    `--datadir=${first}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ]);
  const numbers = Array.from({ length: count }, (_, place) => place + 1);
  for (const number of numbers.slice(1))
    await cp(first, join(folder, `data-${number}`), { recursive: true });
  return Promise.all(
    numbers.map((number) => startOne(lasting, folder, number)),
  );
}

async function startOne(
  lasting: Lasting,
  folder: string,
  number: number,
): Promise<Mariadb> {
  const { port } = await sparePorts(["port"]);
  await startProgram(lasting, {
    program: MARIADB,
    args: [
      "--no-defaults",
      `--user=${userInfo().username}`,
      `--datadir=${join(folder, `data-${number}`)}`,
      "--bind-address=127.0.0.1",
      `--port=${port}`,
      `--socket=${join(folder, `${number}.socket`)}`,
      `--pid-file=${join(folder, `${number}.pid`)}`,
      `--ssl-cert=${join(folder, "cert.pem")}`,
      `--ssl-key=${join(folder, "key.pem")}`,
      `--server-id=${number}`,
      "--log-bin",
      "--log-bin-trust-function-creators=1",
      "--max-connections=10",
      "--innodb-flush-log-at-trx-commit=0",
    ],
    ports: [port],
  });
  return {
    port,
    async administer(...statements) {
      const connection = await createConnection({
        host: "127.0.0.1",
        port,
        user: "root",
      });
      for (const statement of statements) await connection.query(statement);
      await connection.end();
    },
  };
}
