import { clip } from "./text.ts";

/**
 * Slack's blocks, as far as we use them, made so that what comes from outside stays text: it sits in rich_text and
 * plain_text elements, where Slack looks for no mentions, links or formatting. Lengths are cut to Slack's limits
 * (https://docs.slack.dev/reference/block-kit).
 */
export type Block = { type: string; block_id?: string; [key: string]: unknown };

export const MAX_HEADER = 150;
const MAX_BUTTON_TEXT = 75;
const MAX_BUTTON_VALUE = 2_000;
/** Slack refuses messages whose blocks hold more than about 13,000 characters. */
export const MAX_MESSAGE = 9_000;

export type Leaf =
  | {
      type: "text";
      text: string;
      style?: { bold?: true; code?: true; strike?: true; italic?: true };
    }
  | { type: "emoji"; name: string }
  | { type: "link"; url: string; text: string }
  | { type: "date"; timestamp: number; format: string; fallback: string };

export function text(
  value: string,
  style?: "bold" | "code" | "italic",
): Leaf {
  const shown = value === "" ? " " : value; // Slack refuses empty text
  return style === undefined
    ? { type: "text", text: shown }
    : { type: "text", text: shown, style: { [style]: true } };
}

export function emoji(name: string): Leaf {
  return { type: "emoji", name };
}

/** A moment (milliseconds since 1970), shown in the zone of each reader. */
export function moment(
  at: number,
  format = "{date_short_pretty} {time}",
): Leaf {
  return {
    type: "date",
    timestamp: Math.floor(at / 1_000),
    format,
    fallback: utc(at),
  };
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Lines of leaves, each on its own line. */
export function lines(...rows: Leaf[][]): Block {
  const elements = rows.flatMap((row, index) =>
    index === 0 ? row : [text("\n"), ...row],
  );
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements }],
  };
}

/** Several lines as a list with bullets. */
export function bullets(rows: Leaf[][]): Block {
  const elements = rows.map((elements) => ({
    type: "rich_text_section",
    elements,
  }));
  return {
    type: "rich_text",
    elements: [
      { type: "rich_text_list", style: "bullet", indent: 0, elements },
    ],
  };
}

/** Preformatted text: evidence, commands. */
export function code(value: string): Block {
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [text(value)] }],
  };
}

export function header(value: string): Block {
  return { type: "header", text: plain(clip(value, MAX_HEADER)) };
}

export function divider(): Block {
  return { type: "divider" };
}

export function plain(value: string): {
  type: "plain_text";
  text: string;
  emoji: true;
} {
  return { type: "plain_text", text: value, emoji: true };
}

export interface Button {
  action: string;
  label: string;
  value: string;
  style?: "primary" | "danger";
  confirm?: { title: string; text: string; yes: string; no: string };
}

export function actions(id: string, buttons: readonly Button[]): Block {
  return { type: "actions", block_id: id, elements: buttons.map(button) };
}

export function button({
  action,
  label,
  value,
  style,
  confirm,
}: Button): Block {
  return {
    type: "button",
    action_id: action,
    text: plain(clip(label, MAX_BUTTON_TEXT)),
    value: clip(value, MAX_BUTTON_VALUE),
    ...(style === undefined ? {} : { style }),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: plain(clip(confirm.title, 100)),
            text: plain(clip(confirm.text, 300)),
            confirm: plain(clip(confirm.yes, 30)),
            deny: plain(clip(confirm.no, 30)),
            ...(style === "danger" ? { style: "danger" } : {}),
          },
        }),
  };
}

/**
 * For the `text` of a message, which notifications show and which Slack does parse: without this, a name could mention
 * everybody or make a link.
 */
export function escapeMrkdwn(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** The `text` of a message, cut so that no escape is cut in two. */
export function notification(value: string): string {
  return escapeMrkdwn(clip(value, 700));
}
