import type { Sight } from "../base/slack-evidence.ts";
import type { AnnouncementReason, Audience } from "../domain/announcement.ts";
import type { Topic } from "../domain/fold.ts";
import type { UptimeCalendar } from "../domain/pictures.ts";
import type { DraftView } from "../domain/posts/draft.ts";
import type { Limit } from "../domain/posts/limits.ts";
import type { Voice } from "../domain/posts/render.ts";
import type { Report } from "../domain/report.ts";
import type { Resolution, Severity } from "../domain/incident.ts";
import type {
  MaintenanceReason,
  Meanwhile,
  OccurrenceState,
} from "../domain/maintenance.ts";
import type { Instant } from "../domain/time.ts";

/** Where customers read of a namespace. */
export interface Site {
  slug: string;
  title: string;
  /** "#0b5394" */
  accent: string | null;
  /** The host of its own; null: ours. */
  domain: string | null;
}

/** One incident, as a message tells it. */
export interface Story {
  incidentId: number;
  serviceId: number;
  service: string;
  /** Of the service, in addresses. */
  slug: string;
  namespace: { name: string; timezone: string };
  namespaceSlug: string;
  /** Null where customers do not read of it. */
  site: Site | null;
  /** An http address that says what to do. */
  runbook: string | null;
  severity: Severity;
  beganAt: Instant;
  /** Since when it is down; null where it is not. */
  downSince: Instant | null;
  /** When it was first down; null where it never was. */
  firstDownAt: Instant | null;
  /** Whether those who are told hear of difficulties, too. */
  hearsDifficulties: boolean;
  acknowledgedAt: Instant | null;
  /** By name: a mention would ring the bell of the one who acted. */
  acknowledgedBy: string | null;
  /** The team is not pinged until then (null: until it is over). */
  snooze: { by: string; until: Instant | null } | null;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
  /** What is new of it, in order. */
  news: AnnouncementReason[];
  /** What is wrong, in words: "front page: no answer within 5 s"; for the team only. */
  cause: string;
  /** What the latest news adds, in words, for the team only; of an update somebody's own words. */
  detail: string | null;
  /** Who did the latest, by name; null for what was measured. */
  actor: string | null;
  /** When the latest happened. */
  at: Instant;
  /** Of the latest: until when it lasts, where that is known. */
  until: Instant | null;
  /** What somebody wrote last. */
  update: { at: Instant; by: string | null; text: string } | null;
  /** The last time that somebody looked again; `seen` is null while it is being looked. */
  look: Look | null;
  /** Who is to be mentioned, by the channel's ids of people. */
  onCall: string[];
}

export interface Look {
  at: Instant;
  by: string;
  seen: { sights: Sight[]; left: number } | null;
}

/** A message that first told of some incidents. */
export interface Beginning {
  postId: number;
  incidentIds: number[];
  /** How many it told of, these and others. */
  count: number;
  /** Whether none of them is open any more. */
  isOver: boolean;
}

/** One time of a maintenance window, as a message tells it. */
export interface Maintenance {
  /** Of this time of the window. */
  occurrenceId: number;
  windowId: number;
  /** Null where customers do not read of it, or in several places. */
  site: Site | null;
  state: OccurrenceState;
  title: string;
  /** For the team only. */
  note: string;
  /** What it is for, in words for customers; empty where nobody wrote any. */
  purpose: string;
  /** How it comes again, in words; null where it does not. */
  again: string | null;
  startsAt: Instant;
  endsAt: Instant;
  beganAt: Instant | null;
  endedAt: Instant | null;
  /** When its next time begins; null where this is the last. */
  nextAt: Instant | null;
  /** What is covered of that which the outlet hears of; on X the public ones alone. */
  services: {
    names: string[];
    count: number;
    namespaces: string[];
    timezone: string;
  };
  /** What is new of it, in order. */
  news: MaintenanceReason[];
  /** What failed meanwhile, for the team only; null before the end. */
  meanwhile: Meanwhile | null;
  actor: string | null;
  /** When the latest happened. */
  at: Instant;
  tellsCustomers: boolean;
}

/** What one message is to say. */
export type Content =
  | {
      kind: "stories";
      topic: Topic;
      stories: Story[];
      isReply: boolean;
      /** The delivery that carries the message: buttons for all of it name this. */
      postId: number;
      /** Of a reply: whether those see it, too, who do not follow the thread. */
      broadcast: boolean;
      /** By which messages this outlet first heard of the incidents; unknown where it is not said. */
      beginnings?: Beginning[];
      /** How it is said to customers; as usual where it is not said. */
      voice?: Voice;
      /** What customers see with it. */
      picture?: UptimeCalendar;
    }
  | {
      kind: "maintenance";
      maintenance: Maintenance;
      isReply: boolean;
      voice?: Voice;
    }
  | { kind: "report"; report: Report }
  /** For the team; where it is a post that waits for somebody, with that. */
  | { kind: "words"; lines: string[]; draft?: DraftView };

/** Where a message goes, and the name under which it can be found again. */
export interface Address {
  deliveryId: number;
  /** The remote's id of the channel or account. */
  recipient: string;
  /** The remote's id of the message that this one belongs under; null for a message of its own. */
  threadRemoteId: string | null;
  /** No attempt was made before this; what is older is not ours. */
  since: Instant;
  /** When it was tried first. */
  triedAt: Instant;
  /** 1 for the first attempt at this message; on later ones an earlier may have arrived. */
  attempt: number;
  /** Secrets of the outlet: an account's tokens. */
  credentials: Record<string, string>;
}

/** What became of a request. */
export type Outcome =
  | {
      kind: "accepted";
      remoteId: string;
      /** What the remote says of the account's limits, where it does. */
      limits?: Limit[];
    }
  /**
   * Not taken, and nothing was done: safe to try again, for this outlet not before `afterMs`.
   * `alarm`: it will go on until somebody mends it, so the operators are told.
   */
  | { kind: "later"; reason: string; afterMs?: number; alarm?: true }
  /** It will never be taken. `outletIsDead`: nothing will, until somebody mends it. */
  | { kind: "never"; reason: string; outletIsDead: boolean }
  /** The remote may have taken it: it must be asked before anything is sent again. */
  | { kind: "ambiguous"; reason: string; isFinal?: true };

/** Where a message is that may have been sent. */
export type Found =
  | { kind: "found"; remoteId: string }
  | { kind: "absent" }
  /** `isFinal`: asking again will not help. */
  | { kind: "unsure"; reason: string; isFinal?: true };

/** One way of telling. Each is one file; the ledger, the order, the retries and the folding are not its business. */
export interface Channel {
  /** The request's exact content, fixed before the first attempt; plain JSON. Where no audience is named, it says as little as to customers. */
  compose(content: Content, audience?: Audience): unknown;
  send(payload: unknown, address: Address): Promise<Outcome>;
  /** Whether the message is there; asked after an ambiguous attempt or a crash. */
  find(payload: unknown, address: Address): Promise<Found>;
  /** Brings a message up to date; only where messages can be changed. */
  edit?(remoteId: string, payload: unknown, address: Address): Promise<Outcome>;
}
