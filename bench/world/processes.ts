import { readdirSync, readFileSync } from "node:fs";

/** What /proc counts time in: 1/100 s on every Linux that Node runs on (USER_HZ). */
const TICKS_PER_SECOND = 100;
const KILOBYTE = 1_024;

/** The fields of /proc/<pid>/stat that are used here, counted from 0 after the name of the command (proc(5)). */
const field = {
  parent: 1,
  user: 11,
  system: 12,
  childUser: 13,
  childSystem: 14,
};

/** Undefined where the process has ended. */
function stat(pid: number): number[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
  } catch {
    return undefined;
  }
}

export function parentOf(pid: number): number {
  const parent = stat(pid)?.[field.parent];
  if (parent === undefined)
    throw new Error(`process ${pid} is not on this machine`);
  return parent;
}

/** A process and all below it, without the branch of `except`. */
function tree(root: number, except?: number): number[] {
  const parents = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .map((pid) => ({ pid, parent: stat(pid)?.[field.parent] }));
  const below = (pid: number): number[] => [
    pid,
    ...parents
      .filter((one) => one.parent === pid && one.pid !== except)
      .flatMap((one) => below(one.pid)),
  ];
  return below(root);
}

/**
 * CPU seconds, user and system, that a process and all below it have used so far. A child that ended meanwhile is counted
 * by its parent, which the kernel credits with it.
 */
export function cpuSeconds(root: number, except?: number): number {
  const { user, system, childUser, childSystem } = field;
  const ticks = tree(root, except).flatMap((pid) => {
    const fields = stat(pid);
    return [user, system, childUser, childSystem].map(
      (index) => fields?.[index] ?? 0,
    );
  });
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
}

/** CPU seconds of the children of a process that have ended. */
export function endedChildrenSeconds(pid: number): number {
  const fields = stat(pid);
  const { childUser, childSystem } = field;
  const ticks = (fields?.[childUser] ?? 0) + (fields?.[childSystem] ?? 0);
  return ticks / TICKS_PER_SECOND;
}

/** Bytes of memory of a process and all below it, pages that several share counted once (PSS). */
export function memoryBytes(root: number, except?: number): number {
  return tree(root, except).reduce((sum, pid) => sum + pss(pid), 0);
}

function pss(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * KILOBYTE;
  } catch {
    return 0; // ended meanwhile
  }
}
