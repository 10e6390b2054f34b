import { EntitySchema } from "typeorm";
import type { Beat } from "../../domain/heard.ts";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, reference, text } from "./columns.ts";

/** Something that a monitor was told. */
export interface StoredBeat extends Beat {
  id: number;
  monitorId: number;
}

export const BeatEntity = new EntitySchema<StoredBeat>({
  name: "Beat",
  tableName: "beats",
  columns: {
    id: id("beats"),
    monitorId: reference("monitor_id", "Monitor", "beats_monitor_fkey"),
    at: instant(),
    kind: text(),
    outcome: text(),
    exitCode: integer({ name: "exit_code", nullable: true }),
    runMs: { type: "double precision", name: "run_ms", nullable: true },
    text: text({ nullable: true }),
  },
  indices: [
    { name: "beats_monitor_idx", columns: ["monitorId", "kind", "at"] },
  ],
});

/** Whether anybody could have heard a beat. */
export interface Listening {
  name: string;
  seenAt: Instant;
  deafFrom: Instant | null;
  deafUntil: Instant | null;
}

export const ListeningEntity = new EntitySchema<Listening>({
  name: "Listening",
  tableName: "listening",
  columns: {
    name: text({ primary: true, primaryKeyConstraintName: "listening_pkey" }),
    seenAt: instant({ name: "seen_at" }),
    deafFrom: instant({ name: "deaf_from", nullable: true }),
    deafUntil: instant({ name: "deaf_until", nullable: true }),
  },
});
