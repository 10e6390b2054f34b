/** The places where a test may ask the program to die, to prove that nothing is lost or told twice. */
export const crashPoints = [
  "before-record",
  "in-record",
  "after-record",
  "after-claim",
  "before-send",
  "after-send",
  "after-finish",
  "in-call",
  "after-call",
  "in-answer",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

let armed: { point: CrashPoint; passes: number } | undefined;

/** Arms one point: the program kills itself at its pass number `pass` (the first is 1). */
export function armCrash(point: CrashPoint, pass: number): void {
  armed = { point, passes: pass };
}

/** Dies here as by a power cut, where it was armed. */
export function crashPoint(point: CrashPoint): void {
  if (armed?.point !== point || --armed.passes > 0) return;
  process.kill(process.pid, "SIGKILL");
}
