import type { PrivateDeliveryRow } from "../../actions/inside/private-view.ts";
import { arrivalOf } from "../../domain/sms-status.ts";
import type { Html } from "../page/html.ts";
import { moment } from "../page/words.ts";
import { tableOf } from "./parts.ts";

const stateWords: Record<PrivateDeliveryRow["state"], string> = {
  planned: "waiting",
  sending: "being sent",
  retry: "refused for now",
  ambiguous: "perhaps arrived, perhaps not",
  sent: "sent",
  dead: "not deliverable",
  dropped: "dropped",
};

/** Who was told what, and what became of it. */
export function deliveryTable(
  deliveries: readonly PrivateDeliveryRow[],
  timezone: string,
): Html {
  return tableOf(
    "Deliveries",
    ["To", "Channel", "What", "State", "Why", "Tries", "Planned", "Sent"],
    deliveries.map((one) => [
      one.outlet,
      one.channel,
      one.reason,
      ...fateOf(one),
      one.attempts,
      moment(one.createdAt, timezone),
      one.sentAt === null ? null : moment(one.sentAt, timezone),
    ]),
    "Nothing was told.",
  );
}

/** What became of it, and why. */
function fateOf(one: PrivateDeliveryRow): [string, string | null] {
  const arrival = arrivalOf(one);
  switch (arrival?.kind) {
    case undefined:
      return [stateWords[one.state], one.failure];
    case "delivered":
      return ["delivered", null];
    case "unconfirmed":
      return ["sent, not confirmed yet", null];
    case "lost":
      return ["did not arrive", arrival.why];
  }
}
