import type { AnnouncementReason } from "../domain/announcement.ts";
import type { Topic } from "../domain/fold.ts";
import type { Resolution, Severity } from "../domain/incident.ts";
import type { Instant } from "../domain/time.ts";

/** One incident, as a message tells it. */
export interface Story {
  incidentId: number;
  service: string;
  namespace: { name: string; timezone: string };
  severity: Severity;
  beganAt: Instant;
  acknowledgedAt: Instant | null;
  /** By name: a mention would ring the bell of the one who acted. */
  acknowledgedBy: string | null;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
  /** What is new of it, in order. */
  news: AnnouncementReason[];
  /** What is wrong, in words: "front page: no answer within 5 s"; for the team only. */
  cause: string;
  /** What the latest news adds, in words; for the team only. */
  detail: string | null;
  /** Who did the latest, by name; null for what was measured. */
  actor: string | null;
  /** When the latest happened. */
  at: Instant;
}

/** What one message is to say. */
export type Content =
  | { kind: "stories"; topic: Topic; stories: Story[]; isReply: boolean }
  | { kind: "words"; lines: string[] };

/** Where a message goes, and the name under which it can be found again. */
export interface Address {
  deliveryId: number;
  /** The remote's id of the channel or account. */
  recipient: string;
  /** The remote's id of the message that this one belongs under; null for a message of its own. */
  threadRemoteId: string | null;
  /** No attempt was made before this; what is older is not ours. */
  since: Instant;
  /** 1 for the first attempt at this message; on later ones an earlier may have arrived. */
  attempt: number;
  /** Secrets of the outlet: an account's tokens. */
  credentials: Record<string, string>;
}

/** What became of a request. */
export type Outcome =
  | { kind: "accepted"; remoteId: string }
  /**
   * Not taken, and nothing was done: safe to try again, for this outlet not before `afterMs`.
   * `alarm`: it will go on until somebody mends it, so the operators are told.
   */
  | { kind: "later"; reason: string; afterMs?: number; alarm?: true }
  /** It will never be taken. `outletIsDead`: nothing will, until somebody mends it. */
  | { kind: "never"; reason: string; outletIsDead: boolean }
  /** The remote may have taken it: it must be asked before anything is sent again. */
  | { kind: "ambiguous"; reason: string };

/** Where a message is that may have been sent. */
export type Found =
  | { kind: "found"; remoteId: string }
  | { kind: "absent" }
  | { kind: "unsure"; reason: string };

/** One way of telling. Each is one file; the ledger, the order, the retries and the folding are not its business. */
export interface Channel {
  /** The request's exact content, fixed before the first attempt; plain JSON. */
  compose(content: Content): unknown;
  send(payload: unknown, address: Address): Promise<Outcome>;
  /** Whether the message is there; asked after an ambiguous attempt or a crash. */
  find(payload: unknown, address: Address): Promise<Found>;
  /** Brings a message up to date; only where messages can be changed. */
  edit?(remoteId: string, payload: unknown, address: Address): Promise<Outcome>;
}
