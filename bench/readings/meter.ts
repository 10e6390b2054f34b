import type { Database } from "../world/database.ts";
import { cpuSeconds, memoryBytes } from "../world/processes.ts";

/** What something that checks has used, itself and its PostgreSQL. */
export interface Usage {
  own: number;
  postgres: number;
}

/** Reads the CPU time and the memory of a process and of the PostgreSQL that it writes to. */
export class Meter {
  readonly #pid: number;
  readonly #postmaster: number;

  private constructor(pid: number, postmaster: number) {
    this.#pid = pid;
    this.#postmaster = postmaster;
  }

  static async of(pid: number, database: Database): Promise<Meter> {
    return new Meter(pid, await database.postmaster());
  }

  /** CPU seconds since each began. */
  cpu(): Usage {
    return {
      own: cpuSeconds(this.#pid, this.#postmaster),
      postgres: cpuSeconds(this.#postmaster),
    };
  }

  /** Bytes. */
  memory(): Usage {
    return {
      own: memoryBytes(this.#pid, this.#postmaster),
      postgres: memoryBytes(this.#postmaster),
    };
  }
}

/** CPU seconds for 1,000 checks, between two readings. */
export function perThousand(
  before: Usage,
  after: Usage,
  checks: number,
): Usage {
  return {
    own: ((after.own - before.own) * 1_000) / checks,
    postgres: ((after.postgres - before.postgres) * 1_000) / checks,
  };
}

export function sum({ own, postgres }: Usage): number {
  return own + postgres;
}
