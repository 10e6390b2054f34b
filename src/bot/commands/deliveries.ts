import {
  dropDelivery,
  resendDelivery,
  retryDelivery,
  useOutletAgain,
} from "../../actions/ledger/handle.ts";
import { type LedgerPlace, showDeliveries } from "../../actions/ledger.ts";
import { readId } from "../buttons/values.ts";
import { instead, type Message, say, sayRefusal } from "../reply.ts";
import { deliveriesView } from "../views/deliveries.ts";
import { joined } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";

type Asker = Pick<Ask, "actor">;

export const deliveries: Command = {
  name: "deliveries",
  aliases: ["ledger"],
  summary:
    "What was told to whom, what waits and what failed, why, and what of an incident; to try again or to drop.",
  usage: [
    "deliveries",
    "deliveries waiting",
    "deliveries failed",
    "deliveries incident 12",
  ],
  async run({ words, actor }, tools) {
    const place = placeOf(joined(words).toLowerCase());
    return place === undefined
      ? say(
          "There are `deliveries`, `deliveries waiting`, `deliveries failed` and `deliveries incident 12`.",
        )
      : deliveriesAt(place, { actor }, tools);
  },
};

const start = { incidentId: null, beforeId: null };

function placeOf(asked: string): LedgerPlace | undefined {
  switch (asked) {
    case "":
    case "all":
      return { part: "all", ...start };
    case "waiting":
    case "failed":
      return { part: asked, ...start };
  }
  const [, number = ""] = /^(?:incident )?#?(\d+)$/.exec(asked) ?? [];
  const incidentId = readId(number);
  return incidentId === undefined
    ? undefined
    : { part: "all", ...start, incidentId };
}

async function deliveriesAt(
  place: LedgerPlace,
  { actor }: Asker,
  tools: Tools,
): Promise<Message> {
  const page = await showDeliveries(tools.context(actor), place);
  return page === null
    ? say(
        `There is no incident ${place.incidentId}. \`incidents\` lists the latest.`,
      )
    : deliveriesView(page);
}

/** Another page, in the place of the one before. */
export async function turnDeliveries(
  place: LedgerPlace,
  asker: Asker,
  tools: Tools,
): Promise<Message> {
  return instead(await deliveriesAt(place, asker, tools));
}

const verbs = {
  retry: retryDelivery,
  resend: resendDelivery,
  drop: dropDelivery,
  use: useOutletAgain,
};

/** "Try again", "Send again", "Drop" and "Use again". */
export async function handleDelivery(
  verb: keyof typeof verbs,
  id: number,
  { actor }: Asker,
  tools: Tools,
): Promise<Message> {
  const done = await verbs[verb](tools.context(actor), id);
  return done.ok ? say(done.text) : sayRefusal(done);
}
