/** The places where a test may ask the program to die, to prove that nothing is lost or told twice. */
export const crashPoints = [
  "before-record",
  "in-record",
  "after-record",
  "after-claim",
  "after-send",
  "after-finish",
  "in-call",
  "after-call",
  "in-answer",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Where to die. */
export interface Crash {
  point: CrashPoint;
  /** At which pass; the first is 1. */
  pass: number;
  /** Only passes count that have this in the name of what they are about; undefined: all. */
  about: string | undefined;
}

let armed: Crash | undefined;

/** Arms one point. */
export function armCrash(crash: Crash): void {
  armed = { ...crash };
}

/** Dies here as by a power cut, where it was armed. `names`: of the service, the outlet, the people that it is about. */
export function crashPoint(point: CrashPoint, ...names: string[]): void {
  if (armed?.point !== point) return;
  const { about } = armed;
  if (about !== undefined && !names.some((name) => name.includes(about)))
    return;
  armed.pass -= 1;
  if (armed.pass <= 0) process.kill(process.pid, "SIGKILL");
}
