import type { CrashPoint } from "../../base/crash.ts";
import type { Moment } from "./wire.ts";

/** Where the program dies: at a place of its own code, or by what it says to a remote. */
export type Place =
  | { name: string; at: CrashPoint }
  /** `deaths`: so many in a row, each with the same message in hand. */
  | { name: string; on: Moment; deaths?: number };

/** From before it is known to after all is done. */
export const places: readonly Place[] = [
  { name: "before the commit of what was seen", at: "before-record" },
  { name: "inside that transaction", at: "in-record" },
  { name: "after that commit", at: "after-record" },
  { name: "after the claim", at: "after-claim" },
  { name: "request written", on: "request" },
  { name: "accepted, answer unread", on: "answer" },
  { name: "answer read, not committed", at: "after-send" },
  { name: "after the commit of the answer", at: "after-finish" },
];

/** What is said to a remote: the rest of the ledger is the same for all networks. */
export const placesOnTheWire = places.filter((place) => "on" in place);

/** Between an outage and the call to a person lies the choice of the person. */
export const placesOfCalls: readonly Place[] = [
  { name: "inside the choice whom to call", at: "in-call" },
  { name: "after the choice whom to call", at: "after-call" },
];

/** A mail server cannot be asked what it took: after the second death a person looks. */
export const placesOfMails: readonly Place[] = [
  { name: "request written, twice", on: "request", deaths: 2 },
];

/** What somebody writes is acted on, and answered. */
export const placesOfAnswers: readonly Place[] = [
  { name: "while an answer is acted on", at: "in-answer" },
];

export const ways = [
  "sms",
  "slack",
  "x",
  "mastodon",
  "bluesky",
  "mail",
  "webhook",
] as const;
export type WayOut = (typeof ways)[number];

/** What is told. */
export const kinds = [
  "down",
  "reminder",
  "recovery",
  "planned",
  "folded",
  "answer",
] as const;
export type Kind = (typeof kinds)[number];

/** Kinds that are told one after the other of the same services. */
export const plots = {
  outage: ["down", "reminder", "recovery"],
  maintenance: ["planned"],
  storm: ["folded"],
  answer: ["answer"],
} as const satisfies Record<string, readonly Kind[]>;
export type Plot = keyof typeof plots;

/** Networks that the ledger treats as it does X: what is particular to them is tried with each kind, the rest with an outage. */
export function isLikeX(way: WayOut): boolean {
  return way === "mastodon" || way === "bluesky";
}

/** Nobody is woken up for what was planned, and only SMS are answered; of webhooks the plain outage is tried. */
export function isTold(way: WayOut, plot: Plot): boolean {
  if (way === "sms") return plot !== "maintenance";
  if (plot === "answer") return false;
  return way !== "webhook" || plot === "outage";
}
