/** The embedded PostgreSQL cannot start; the message is one sentence that says why and what to do. */
export class StartError extends Error {
  override name = "StartError";
}

/** What the system, initdb or postgres says (errno names are Node's words for the same), and ours. */
const sentences: [RegExp, (directory: string) => string][] = [
  [
    /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i,
    (directory) =>
      `The disk is full: make room for ${directory}, a new database needs about 40 MB, then start again.`,
  ],
  [
    /EROFS|read-only file system/i,
    (directory) =>
      `${directory} is on a read-only file system: set DATA_DIR to a directory that can be written to.`,
  ],
  [
    /ENOTDIR|EEXIST|not a directory/i,
    (directory) =>
      `${directory} cannot be a directory, a file is in its place: move the file away, or set DATA_DIR to another directory.`,
  ],
  [
    /EBUSY.*rename/,
    (directory) =>
      `${directory} is a mount point: mount the volume one level higher, at DATA_DIR.`,
  ],
  [
    /pre-existing shared memory block|lock file "postmaster\.pid" already exists/,
    (directory) =>
      `Another PostgreSQL is running on ${directory}: stop it, then start again.`,
  ],
  [
    /lock file "postmaster\.pid" is empty|bogus data in lock file "postmaster\.pid"/,
    (directory) =>
      `${directory}/postmaster.pid is damaged: remove that file if no other PostgreSQL runs on this directory, then start again.`,
  ],
  [
    /could not (create|attach|map|open|resize|access)\b.*shared memory/i,
    () =>
      "The system does not give PostgreSQL the shared memory that it needs (128 MB and a little in /dev/shm): raise the limit of the machine or container, or set DATABASE_URL.",
  ],
  [
    /error while loading shared libraries|symbol lookup error|image not found|library not loaded/i,
    () =>
      "The PostgreSQL that npm installed is not complete: run `npm ci` again with its install scripts allowed, or set DATABASE_URL.",
  ],
  [
    /spawn .*(ENOENT|ENOEXEC)/,
    () =>
      "The PostgreSQL that npm installed does not run on this kind of system: set DATABASE_URL to a PostgreSQL server.",
  ],
  [
    /spawn .*(EPERM|EINVAL)/,
    () =>
      "PostgreSQL does not run as root, and this root may not change to another user: start allswell as an ordinary user, or set DATABASE_URL.",
  ],
  [
    /EACCES|EPERM|permission denied|operation not permitted/i,
    (directory) =>
      `${directory} cannot be used, permission denied: make it and what is in it belong to the user that runs allswell, or set DATA_DIR to another directory.`,
  ],
];

/**
 * One sentence for a failure on this directory.
 * @param said the message of a system error, or the last lines that initdb or postgres wrote
 */
export function explain(said: string, directory: string): StartError {
  const known = sentences.find(([pattern]) => pattern.test(said));
  return new StartError(
    known === undefined
      ? `PostgreSQL did not start on ${directory}; it said: ${said.trim()}`
      : known[1](directory),
  );
}

/** Runs a step of the start; whatever it throws leaves as a StartError. */
export async function explained<Value>(
  directory: string,
  step: () => Promise<Value>,
): Promise<Value> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { message } =
      error instanceof Error ? error : new Error(String(error));
    const start = explain(message, directory);
    start.cause = error;
    throw start;
  }
}
