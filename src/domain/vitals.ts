import type { Facts } from "./result.ts";
import { DAY, type Instant } from "./time.ts";

/** How a machine does, as far as it told. */
export interface HostVitals {
  uptimeMs: number | null;
  /** Averages of 1, 5 and 15 minutes. */
  loads: number[] | null;
  cpus: number | null;
  memoryUsedPercent: number | null;
  /** Of the fullest disk. */
  diskUsedPercent: number | null;
  /** "/var 93 %, / 41 %" */
  disks: string | null;
}

/** What a look learned of the machine itself; null where it learned nothing of it. */
export function hostVitals(facts: Facts): HostVitals | null {
  const number = (name: string): number | null => {
    const value = facts[name];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  const { disks } = facts;
  const loads = [1, 5, 15].map((minutes) => number(`loadAverage${minutes}`));
  const seconds = number("uptimeSeconds");
  const vitals: HostVitals = {
    uptimeMs: seconds === null ? null : seconds * 1_000,
    loads: loads.every((load) => load !== null) ? loads : null,
    cpus: number("cpus"),
    memoryUsedPercent: number("memoryUsedPercent"),
    diskUsedPercent: number("diskUsedPercent"),
    disks: typeof disks === "string" && disks !== "" ? disks : null,
  };
  return Object.values(vitals).some((value) => value !== null) ? vitals : null;
}

/** Whole days that a certificate is valid from now on, negative after its end; null where a look saw none. */
export function certificateDaysLeft(
  facts: Facts,
  { at, now }: { at: Instant; now: Instant },
): number | null {
  const { certificateDaysLeft: days } = facts;
  return typeof days === "number"
    ? days - Math.max(0, Math.floor((now - at) / DAY))
    : null;
}
