/** The value that a share (0 to 1) of the values stays under; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.ceil(sorted.length * share) - 1;
  return sorted[Math.max(0, index)] ?? NaN;
}

/** "3.1 / 9.8 / 12.0": half of the values, 99 % of them, and all of them. */
export function spread(values: readonly number[]): string {
  return [0.5, 0.99, 1]
    .map((share) => percentile(values, share).toFixed(1))
    .join(" / ");
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MB`;
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** "5,000" */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}
