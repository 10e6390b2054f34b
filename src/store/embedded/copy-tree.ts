import { constants, type Stats } from "node:fs";
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  symlink,
} from "node:fs/promises";
import { join } from "node:path";

/** Copies what is in a directory into another one, so that everybody can read it and only its owner can write it. */
export async function copyTree(source: string, target: string): Promise<void> {
  await chmod(target, 0o755);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) {
      await mkdir(to);
      await copyTree(from, to);
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(from), to);
    } else {
      const { mode } = await lstat(from);
      await copyFile(from, to);
      await chmod(to, (mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}

/**
 * Whether a copy is complete and only root could have written it. Sizes are enough to find what a power loss does to
 * files just written: it cuts them short.
 */
export async function isRootsCopy(
  copy: string,
  source: string,
): Promise<boolean> {
  for (const name of ["", ...(await readdir(source, { recursive: true }))]) {
    const original = await lstat(join(source, name));
    const copied = await lstat(join(copy, name)).catch(() => undefined);
    if (copied === undefined || !isRootsAlone(copied)) return false;
    if (typeOf(original) !== typeOf(copied)) return false;
    if (!original.isDirectory() && original.size !== copied.size) return false;
  }
  return true;
}

/** A link has no mode of its own; who could change it is told by the directory that it lies in. */
export function isRootsAlone(stats: Stats): boolean {
  return (
    stats.uid === 0 && (stats.isSymbolicLink() || (stats.mode & 0o022) === 0)
  );
}

const typeOf = ({ mode }: Stats): number => mode & constants.S_IFMT;
