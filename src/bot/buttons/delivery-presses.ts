import * as z from "zod";
import { ledgerParts } from "../../actions/ledger.ts";
import type { Tools } from "../commands/command.ts";
import { handleDelivery, turnDeliveries } from "../commands/deliveries.ts";
import { type Reply, say } from "../reply.ts";
import { buttonIds } from "./ids.ts";
import type { IncidentPress } from "./incident-presses.ts";
import { reader, readId } from "./values.ts";

type Answer = (
  value: string,
  press: IncidentPress,
  tools: Tools,
) => Promise<Reply>;

const readPlace = reader(
  z.object({
    part: z.enum(ledgerParts),
    incidentId: z.int32().min(1).nullable(),
    beforeId: z.int32().min(1).nullable(),
  }),
);

const unreadable = say(
  "This button is of another version of allswell: type `deliveries` instead.",
);

function handling(verb: Parameters<typeof handleDelivery>[0]): Answer {
  return async (value, press, tools) => {
    const id = readId(value);
    return id === undefined
      ? unreadable
      : handleDelivery(verb, id, press, tools);
  };
}

/** What the buttons of the ledger do. */
export const deliveryAnswers = {
  [buttonIds.deliveries]: async (value, press, tools) => {
    const place = readPlace(value);
    return place === undefined
      ? unreadable
      : turnDeliveries(place, press, tools);
  },
  [buttonIds.deliveryRetry]: handling("retry"),
  [buttonIds.deliveryResend]: handling("resend"),
  [buttonIds.deliveryDrop]: handling("drop"),
  [buttonIds.outletAgain]: handling("use"),
} satisfies Record<string, Answer>;
