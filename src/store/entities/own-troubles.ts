import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, text } from "./columns.ts";

/** A time in which a kind of channel told nothing although something waited: an incident of allswell's own. */
export interface OwnTrouble {
  id: number;
  channel: string;
  /** Since when the oldest message waited. */
  beganAt: Instant;
  openedAt: Instant;
  resolvedAt: Instant | null;
  /** How many messages waited when it was noticed. */
  waiting: number;
  /** The outlets by which the operators were told; none where there was no other way. */
  told: number[];
}

export const OwnTroubleEntity = new EntitySchema<OwnTrouble>({
  name: "OwnTrouble",
  tableName: "own_troubles",
  columns: {
    id: id("own_troubles"),
    channel: text(),
    beganAt: instant({ name: "began_at" }),
    openedAt: instant({ name: "opened_at" }),
    resolvedAt: instant({ name: "resolved_at", nullable: true }),
    waiting: integer(),
    told: integer({ array: true }),
  },
  indices: [
    {
      name: "own_troubles_open_key",
      columns: ["channel"],
      unique: true,
      where: "(resolved_at IS NULL)",
    },
  ],
});
