import { handBackIncident } from "../../actions/incidents/acknowledge-incident.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import type { Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { incidentOf } from "./which-incident.ts";

export const handback: Command = {
  name: "handback",
  aliases: ["hand", "unack", "unacknowledge", "release"],
  summary:
    "Says that nobody is on an incident any more: the team is reminded again.",
  usage: ["handback 12", "hand back datastore", "handback"],
  async run(ask, tools) {
    const words = withoutBack(ask.words);
    const found = await incidentOf({ verb: "handback", words }, ask, tools);
    return found.ok ? handBackNow(found.incidentId, ask, tools) : found.reply;
  },
};

/** "hand back 12" */
function withoutBack(words: readonly Word[]): readonly Word[] {
  const isBack = words[0]?.text.toLowerCase() === "back";
  return isBack ? words.slice(1) : words;
}

export async function handBackNow(
  incidentId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await handBackIncident(tools.context(actor), incidentId);
  return done.ok
    ? say(
        `Nobody is on incident ${incidentId} (${done.serviceName}) any more. The team sees it, and is reminded again.`,
      )
    : sayRefusal(done);
}
