import type { Instant } from "../time.ts";

/**
 * waiting → approved → posted, or `held` (somebody said no, or the money is used up), `replaced` (there was news before
 * it was posted), `dropped` (not wanted any more).
 */
export type DraftState =
  "waiting" | "approved" | "held" | "replaced" | "posted" | "dropped";

/** A post that waits for somebody, as the team sees it. */
export interface DraftView {
  id: number;
  channel: string;
  /** "@iati_status" */
  account: string;
  text: string;
  state: DraftState;
  because: "approval" | "budget";
  /** When it goes out by itself; null: never. */
  postsAt: Instant | null;
  /** By name. */
  decidedBy: string | null;
}
