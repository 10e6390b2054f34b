import type { Target } from "../../actions/targets/find-target.ts";
import { mayNotAct } from "../../actions/people/permission.ts";
import { monitorIdsOf } from "../../actions/upkeep/probe-work.ts";
import { lookAtAll } from "../../actions/inside/sights.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { evidenceView } from "../views/evidence.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { doMany, meansMany } from "./many.ts";
import { askWhich, targetOf } from "./targets.ts";

/** More at once would be a burst on somebody's host, and nobody reads so many. */
const MOST_LOOKS = 10;

export const check: Command = {
  name: "check",
  aliases: ["recheck", "test", "probe"],
  summary:
    "Looks right now and shows the evidence, with the last five results.",
  usage: ["check datastore", "check datastore/front page", "check 12", "check"],
  async run(ask, tools) {
    const { words } = ask;
    if (words.length === 0) return askWhich("check", ask, tools);
    if (meansMany(words))
      return doMany("check", { words, ms: null }, ask, tools);
    const found = await targetOf({ verb: "check", words }, ask, tools);
    return found.ok ? checkTarget(found.target, ask, tools) : found.reply;
  },
};

/** Looks at the monitors of a target, all at once. It sends requests out, so guests may not. */
export async function checkTarget(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return sayRefusal(refusal);
  const monitors = await monitorIdsOf(context, target);
  const evidence = await lookAtAll(
    context,
    monitors.slice(0, MOST_LOOKS),
    (id) => tools.probe(id),
  );
  if (evidence.length === 0)
    return say(
      "This was removed from allswell meanwhile; there is nothing left to look at.",
    );
  return evidenceView(
    target.serviceName,
    evidence,
    monitors.length - evidence.length,
  );
}
