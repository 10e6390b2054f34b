import {
  changeChannel,
  type ChannelSettings,
  showChannel,
} from "../../actions/audience/channel-settings.ts";
import { clip } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { channelForm } from "../modals/channel.ts";
import { channelSentence } from "../incident-sentences.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";

export const channel: Command = {
  name: "channel",
  aliases: ["settings"],
  summary:
    "How this channel hears: problems only or all changes, with threads, broadcasts and mentions of who is on call.",
  usage: [
    "channel",
    "channel problems",
    "channel all",
    "channel threads off",
    "channel broadcast on",
    "channel mention on",
  ],
  async run(ask, tools) {
    if (ask.words.length === 0) return openChannelForm(ask, tools);
    const change = changeIn(ask.words);
    if (change === undefined)
      return say(
        `"${clip(joined(ask.words), 60)}" is not understood. There are \`channel problems\`, \`channel all\`, \`channel threads on\`, \`channel broadcast on\`, \`channel mention on\` (or \`off\`), and \`channel\` for all of it.`,
      );
    const context = tools.context(ask.actor);
    const done = await changeChannel(context, recipientOf(ask), change);
    return done.ok ? say(channelSentence(done)) : sayRefusal(done);
  },
};

/** A direct message is between allswell and the person. */
function recipientOf({
  actor,
  channelId,
}: Pick<Ask, "actor" | "channelId">): string {
  return channelId === "" || channelId.startsWith("D") ? actor.id : channelId;
}

const switches: Record<string, Exclude<keyof ChannelSettings, "verbosity">> = {
  thread: "threads",
  threads: "threads",
  broadcast: "broadcast",
  broadcasts: "broadcast",
  mention: "mentionOnCall",
  mentions: "mentionOnCall",
};

/** "problems threads off", "all changes", "mention on-call on"; undefined where a word is not understood. */
function changeIn(
  words: readonly Word[],
): Partial<ChannelSettings> | undefined {
  const change: Partial<ChannelSettings> = {};
  const left = words.map(({ text }) => text.toLowerCase());
  while (left.length > 0) {
    const word = left.shift() ?? "";
    if (word === "problems") {
      change.verbosity = "problems";
      skip(left, ["only"]);
    } else if (word === "all") {
      change.verbosity = "all";
      skip(left, ["changes"]);
    } else {
      const name = Object.hasOwn(switches, word) ? switches[word] : undefined;
      skip(left, ["on-call", "oncall"]);
      const isOn = onOrOff(left.shift());
      if (name === undefined || isOn === undefined) return undefined;
      change[name] = isOn;
    }
  }
  return change;
}

function skip(left: string[], words: readonly string[]): void {
  if (words.includes(left[0] ?? "")) left.shift();
}

function onOrOff(word: string | undefined): boolean | undefined {
  if (word === "on" || word === "yes") return true;
  return word === "off" || word === "no" ? false : undefined;
}

export async function openChannelForm(
  ask: Pick<Ask, "actor" | "channelId">,
  tools: Tools,
): Promise<Reply> {
  const recipient = recipientOf(ask);
  const shown = await showChannel(tools.context(ask.actor), recipient);
  return shown.ok
    ? {
        kind: "form",
        view: channelForm(recipient, shown.label, shown.settings),
        button: {
          action: buttonIds.channelForm,
          label: "How we hear …",
          value: recipient,
        },
      }
    : sayRefusal(shown);
}
