import type { Letter } from "../mail/letter.ts";
import type { HookNews } from "./event.ts";

/** What is told, for programs and for people; fixed before the first attempt, plain JSON. */
export interface HookPayload {
  news: HookNews;
  letter: Letter;
  /** What is open of what it tells, for those who keep alerts; unknown where it is not said. */
  alerts?: OpenAlerts;
}

/** What was opened for incidents. */
export interface OpenAlerts {
  /** The incidents that have an alert of their own. */
  own: number[];
  /** The alerts that stand for many. */
  storms: Storm[];
}

/** An alert that stands for many, by the delivery that opened it. */
export interface Storm {
  id: number;
  /** Those of them that are told of now; what was fixed by an earlier version does not say. */
  incidentIds?: number[];
  /** Whether all is over that it stands for. */
  isOver: boolean;
}

/** What a form makes its requests from. */
export interface HookTelling extends HookPayload {
  /** Of the delivery: the same for every attempt. */
  id: string;
  /** Where it goes; a secret. */
  url: string;
  /** What it is signed with, or of PagerDuty the key that says where it goes. */
  secret: string;
  /** By what the outlet is found; nobody else's is the same. */
  recipient: string;
  /** Of this attempt, in milliseconds since 1970. */
  at: number;
}

/** One POST of JSON. */
export interface HookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Under what the receiver knows it. */
  remoteId: string;
}

/** A way of speaking to a webhook. */
export interface Form {
  /** In order; all of them may be sent again. None where there is nothing to be said in this form. */
  requests(telling: HookTelling): HookRequest[];
  /** Whether an answer with a good status says that it was taken; where it is left out, the status is enough. */
  isTaken?(answer: string): boolean;
}
