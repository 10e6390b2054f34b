/** Milliseconds to a tenth: finer is noise, and longer to read. */
export function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Milliseconds since an instant of performance.now(), to a tenth. */
export function elapsedSince(started: number): number {
  return tenths(performance.now() - started);
}
