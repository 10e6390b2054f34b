import { chmod, lstat, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { copyTree, isRootsAlone, isRootsCopy } from "./copy-tree.ts";
import { postgres, type Programs } from "./programs.ts";
import { run } from "./run.ts";
import type { ServerUser } from "./server-user.ts";
import { explain, StartError } from "./start-error.ts";

/** Where a copy may lie for every user to read; the first that works is used. */
const places = (): string[] => [
  "/var/cache/allswell",
  join(tmpdir(), "allswell-programs"),
];

/**
 * The programs where they are or, if the server's user cannot run them there (a checkout below /root), a copy of them
 * that belongs to root.
 */
export async function runnablePrograms(
  installed: Programs,
  user: ServerUser | undefined,
  copyInto: readonly string[] = places(),
): Promise<Programs> {
  if (user === undefined) return installed;
  let { ok, said } = await tryRun(installed, user);
  if (ok) return installed;
  // Not a matter of reach: this root (of a container, say) cannot become that user.
  if (/EPERM|EINVAL/.test(said)) throw explain(said, installed.folder);
  for (const place of copyInto) {
    const folder = join(place, `postgresql-${installed.version}`);
    ({ ok, said } = await copyTo(folder, installed.folder).then(
      () => tryRun({ ...installed, folder }, user),
      (error: unknown) => ({ ok: false, said: String(error) }),
    ));
    if (ok) return { ...installed, folder };
  }
  throw new StartError(
    `The user that PostgreSQL runs as (user id ${user.uid}) can neither run ${installed.folder} nor a copy in ${copyInto.join(" or ")} (${said.trim()}): move allswell out of the home of root, start it as an ordinary user, or set DATABASE_URL.`,
  );
}

function tryRun(
  programs: Programs,
  user: ServerUser,
): Promise<{ ok: boolean; said: string }> {
  return run(postgres(programs), ["--version"], { cwd: "/", user });
}

/** Makes the copy, or uses the one that is there. */
async function copyTo(folder: string, source: string): Promise<void> {
  const place = dirname(folder);
  if ((await mkdir(place, { recursive: true })) !== undefined)
    await chmod(place, 0o755);
  const found = await lstat(place);
  if (!found.isDirectory() || !isRootsAlone(found))
    throw new Error(`${place} is not a directory of root alone`);
  if (await isRootsCopy(folder, source)) return;
  const unfinished = await mkdtemp(`${folder}.new-`);
  try {
    await copyTree(source, unfinished);
    // Another process may have been quicker, and run its copy by now.
    if (await isRootsCopy(folder, source)) return;
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
