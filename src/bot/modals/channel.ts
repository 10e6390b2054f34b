import {
  changeChannel,
  type ChannelSettings,
} from "../../actions/audience/channel-settings.ts";
import { option, plain } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { verbosities, type Verbosity } from "../../domain/announcement.ts";
import type { Tools } from "../commands/command.ts";
import { channelSentence } from "../incident-sentences.ts";
import type { View } from "../reply.ts";
import { input } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const CHANNEL = "channel_settings";

const LONGEST_LABEL = 80;

const verbosityLabels: Record<Verbosity, string> = {
  problems: "Problems and their end",
  all: "All that changes",
};

const switches = [
  ["threads", "News hang below the message, in its thread"],
  ["broadcast", "The channel sees it, too, when it gets worse or is over"],
  ["mentionOnCall", "Who is on call is mentioned when something is down"],
] as const satisfies [keyof ChannelSettings, string][];

/** How a channel hears, as it is set. */
export function channelForm(
  recipient: string,
  label: string,
  settings: ChannelSettings,
): View {
  const choices = verbosities.map((one) => option(verbosityLabels[one], one));
  const boxes = switches.map(([name, words]) => option(words, name));
  const ticked = boxes.filter(({ value }) =>
    switches.some(([name]) => name === value && settings[name]),
  );
  return {
    type: "modal",
    callback_id: CHANNEL,
    private_metadata: recipient,
    title: plain("How this channel hears"),
    submit: plain("Save"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "verbosity",
        label: `What ${clip(label, LONGEST_LABEL)} is told`,
        element: {
          type: "radio_buttons",
          options: choices,
          initial_option: choices.find(
            ({ value }) => value === settings.verbosity,
          ),
        },
      }),
      input({
        id: "switches",
        label: "And how",
        optional: true,
        element: {
          type: "checkboxes",
          options: boxes,
          ...(ticked.length === 0 ? {} : { initial_options: ticked }),
        },
      }),
    ],
  };
}

export async function submitChannel(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const on = (values["switches"] ?? "").split(",");
  const verbosity = verbosities.find((one) => one === values["verbosity"]);
  const done = await changeChannel(tools.context(actor), metadata, {
    ...(verbosity === undefined ? {} : { verbosity }),
    threads: on.includes("threads"),
    broadcast: on.includes("broadcast"),
    mentionOnCall: on.includes("mentionOnCall"),
  });
  return { ok: true, text: done.ok ? channelSentence(done) : done.text };
}
