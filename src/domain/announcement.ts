/** Why something is told. */
export const announcementReasons = [
  "down",
  "difficulties",
  "worsened",
  "improved",
  "recovered",
  "reminder",
  "acknowledged",
  "ended",
] as const;
export type AnnouncementReason = (typeof announcementReasons)[number];

/** Who listens on a channel: the team wants everything, customers only what concerns them. */
export const audiences = ["team", "customers"] as const;
export type Audience = (typeof audiences)[number];

export interface Listener {
  audience: Audience;
  /** What this listener was told of the incident so far. */
  told: readonly AnnouncementReason[];
  /** Customers of some namespaces want to hear of difficulties, too. */
  wantsDifficulties: boolean;
  /** Somebody said "I have it". */
  acknowledged: boolean;
}

export type Decision =
  | { tell: true }
  | {
      tell: false;
      because: "not-wanted" | "was-not-told" | "was-told" | "acknowledged";
    };

const TELL: Decision = { tell: true };
const NOT_WANTED: Decision = { tell: false, because: "not-wanted" };
const WAS_NOT_TOLD: Decision = { tell: false, because: "was-not-told" };

/** Whether a listener hears of it, and if not, why not. */
export function decide(
  reason: AnnouncementReason,
  listener: Listener,
): Decision {
  if (listener.audience === "team") {
    if (reason === "reminder" && listener.acknowledged)
      return { tell: false, because: "acknowledged" };
    return TELL;
  }
  return decideForCustomers(reason, listener);
}

function decideForCustomers(
  reason: AnnouncementReason,
  { told, wantsDifficulties }: Listener,
): Decision {
  const believesDown = told.findLast(
    (earlier) =>
      earlier === "down" || earlier === "worsened" || earlier === "improved",
  );
  switch (reason) {
    case "down":
      return TELL;
    case "worsened":
      return believesDown === "down" || believesDown === "worsened"
        ? { tell: false, because: "was-told" }
        : TELL;
    case "difficulties":
      return wantsDifficulties ? TELL : NOT_WANTED;
    case "improved":
      if (!wantsDifficulties) return NOT_WANTED;
      return told.length > 0 ? TELL : WAS_NOT_TOLD;
    case "recovered":
    case "reminder":
      return told.length > 0 ? TELL : WAS_NOT_TOLD;
    case "acknowledged":
    case "ended":
      return NOT_WANTED;
  }
}
