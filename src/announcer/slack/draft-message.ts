import {
  actions,
  type Block,
  emoji,
  type Leaf,
  lines,
  moment,
  notification,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import type { DraftView } from "../../domain/posts/draft.ts";
import { isNetwork, networkNames } from "../../domain/posts/networks.ts";
import type { SlackMessage } from "./incident-message.ts";

const LONGEST_NAME = 80;

/** The action ids of a draft's buttons; their value is the draft's number. The bot answers them. */
export const draftActions = {
  post: "draft_post",
  edit: "draft_edit",
  hold: "draft_hold",
} as const;

/** A post that waits for somebody, as it stands now. */
export function draftMessage(draft: DraftView): SlackMessage {
  const { channel, account } = draft;
  const network = isNetwork(channel) ? networkNames[channel] : channel;
  const title = `${titleOf(draft)} ${clip(account, LONGEST_NAME)} on ${network}`;
  return {
    text: notification(`${title}: ${draft.text}`),
    blocks: [
      lines(
        [emoji(looks[draft.state]), text(" "), text(title, "bold")],
        [text(draft.text, "italic")],
        stateOf(draft),
      ),
      ...buttons(draft),
    ],
  };
}

const looks: Record<DraftView["state"], string> = {
  waiting: "hourglass_flowing_sand",
  approved: "white_check_mark",
  held: "raised_hand",
  replaced: "arrows_counterclockwise",
  posted: "white_check_mark",
  dropped: "wastebasket",
};

function titleOf({ state }: DraftView): string {
  switch (state) {
    case "posted":
    case "approved":
      return "Posted as";
    case "waiting":
    case "held":
      return "To be posted as";
    case "replaced":
    case "dropped":
      return "Not posted as";
  }
}

function stateOf({ state, because, postsAt, decidedBy }: DraftView): Leaf[] {
  const by = clip(decidedBy ?? "", LONGEST_NAME);
  switch (state) {
    case "waiting":
      return postsAt === null
        ? [text("It waits for somebody.")]
        : [text("Posted by itself at "), moment(postsAt, "{time}"), text(".")];
    case "held":
      return [
        text(
          because === "budget" && decidedBy === null
            ? "Held: the budget of the month is used up, but for the ends of what was announced."
            : `Held by ${by}.`,
        ),
      ];
    case "approved":
    case "posted":
      return [
        text(decidedBy === null ? "Nobody objected." : `${by} allowed it.`),
      ];
    case "replaced":
      return [text("There was news before it was posted.")];
    case "dropped":
      return [
        text(
          "It was over, told otherwise or not public any more, or nobody speaks there any more, before it was posted.",
        ),
      ];
  }
}

function buttons({ id, state }: DraftView): Block[] {
  if (state !== "waiting" && state !== "held") return [];
  const value = String(id);
  const all = [
    {
      action: draftActions.post,
      label: "Post now",
      value,
      style: "primary" as const,
    },
    { action: draftActions.edit, label: "Edit", value },
    ...(state === "held"
      ? []
      : [{ action: draftActions.hold, label: "Hold", value }]),
  ];
  return [actions("draft", all)];
}
