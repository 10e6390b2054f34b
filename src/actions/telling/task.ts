import type { Topic } from "../../domain/fold.ts";
import type { DraftView } from "../../domain/posts/draft.ts";
import type { Report } from "../../domain/report.ts";
import { type Instant, NEVER } from "../../domain/time.ts";
import type { DueEdit } from "../../store/telling/edits.ts";
import type { Delivery } from "../../store/entities/deliveries.ts";
import type { MaintenanceStory } from "../../store/maintenance/maintenance-news.ts";
import type { Beginning, StoryRow } from "../../store/incidents/stories.ts";
import type { Draft } from "../posts/review.ts";

export type { Delivery } from "../../store/entities/deliveries.ts";
export type { StoryRow } from "../../store/incidents/stories.ts";
export type { MaintenanceStory } from "../../store/maintenance/maintenance-news.ts";

/** What a deliverer is to do next. */
export type Task =
  /** A message that may have been sent: ask before sending again. */
  | { kind: "ask"; delivery: Delivery; thread: Delivery | null }
  /** A message that was refused for now: the same again. */
  | { kind: "again"; delivery: Delivery; thread: Delivery | null }
  /** A new message: about incidents, about maintenance, or (both null) for the operators. */
  | {
      kind: "post";
      ids: number[];
      /** When the oldest of what it tells was decided. */
      plannedAt: Instant;
      topic: Topic;
      thread: Delivery | null;
      stories: StoryRow[] | null;
      maintenance: MaintenanceStory | null;
      /** By which messages the outlet first heard of the incidents, where that matters. */
      beginnings?: Beginning[];
      /** A report that comes by itself; nothing else is told then. */
      report?: Report;
      /** A reader's copy of what all readers are told; nothing else is told then. */
      copy?: { payload: unknown };
      /** A post that waits for somebody, shown to the team; nothing else is told then. */
      draft?: DraftView;
      /** A post whose words somebody allowed; nothing else is told then. */
      allowed?: Draft;
      lines: string[];
    }
  /** A message that is out is to be brought up to date, for those that join it or because its incidents changed. */
  | {
      kind: "edit";
      delivery: Delivery;
      thread: Delivery | null;
      topic: Topic;
      stories: StoryRow[];
      maintenance: MaintenanceStory | null;
      draft: DraftView | null;
      due: DueEdit;
    };

/** A storm still grows: the outlet rests, and tells all of it together. */
export interface Rest {
  kind: "rest";
  until: Instant;
}

/** When a delivery that stays ambiguous is tried again: never by itself. It is shown in the ledger, not guessed. */
export const PARKED = NEVER;
