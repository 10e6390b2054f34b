import { clip } from "./text.ts";

/**
 * Slack's blocks, as far as we use them, made so that what comes from outside stays text: it sits in rich_text and
 * plain_text elements, where Slack looks for no mentions, links or formatting. Lengths are cut to Slack's limits
 * (https://docs.slack.dev/reference/block-kit).
 */
export type Block = { type: string; block_id?: string; [key: string]: unknown };

export const MAX_HEADER = 150;
const MAX_BUTTON_TEXT = 75;
export const MAX_BUTTON_VALUE = 2_000;
const MAX_OPTION = 75;
const MAX_PLACEHOLDER = 150;
/** Slack refuses messages whose blocks hold more than about 13,000 characters. */
export const MAX_MESSAGE = 9_000;
/** Slack refuses empty text. */
const NO_TEXT = "–";

export type Leaf =
  | {
      type: "text";
      text: string;
      style?: { bold?: true; code?: true; strike?: true; italic?: true };
    }
  | { type: "emoji"; name: string }
  | { type: "link"; url: string; text: string }
  /** Rings that person's bell. */
  | { type: "user"; user_id: string }
  | { type: "date"; timestamp: number; format: string; fallback: string };

export function text(value: string, style?: "bold" | "code" | "italic"): Leaf {
  const shown = value === "" ? " " : value;
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
  return { type: "rich_text", elements: [bulletList(rows)] };
}

/** Lists under a title each, in one block: Slack takes 50 blocks in a message, however short they are. */
export function titledBullets(
  groups: readonly { title: Leaf[]; rows: Leaf[][] }[],
): Block {
  const elements = groups.flatMap(({ title, rows }) => [
    { type: "rich_text_section", elements: title },
    bulletList(rows),
  ]);
  return { type: "rich_text", elements };
}

function bulletList(rows: Leaf[][]): object {
  const elements = rows.map((row) => ({
    type: "rich_text_section",
    elements: row,
  }));
  return { type: "rich_text_list", style: "bullet", indent: 0, elements };
}

/** How many characters a reader sees of leaves or blocks: what Slack's limit for a message counts. */
export function shownLength(value: unknown): number {
  if (Array.isArray(value))
    return value.reduce<number>((sum, part) => sum + shownLength(part), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [field, part]) =>
      sum +
      (typeof part === "string" && (field === "text" || field === "fallback")
        ? part.length
        : shownLength(part)),
    0,
  );
}

/** As many of them, from the front, as fit into `room` characters. */
export function fitting<Part>(parts: readonly Part[], room: number): Part[] {
  let left = room;
  const first = parts.findIndex((part) => (left -= shownLength(part)) < 0);
  return first === -1 ? [...parts] : parts.slice(0, first);
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
  const isBlank = value.trim() === "";
  return { type: "plain_text", text: isBlank ? NO_TEXT : value, emoji: true };
}

export interface Button {
  action: string;
  label: string;
  value: string;
  style?: "primary" | "danger";
  confirm?: { title: string; text: string; yes: string; no: string };
}

export function actions(
  id: string,
  buttons: readonly Button[],
  menus: readonly object[] = [],
): Block {
  const elements = [...buttons.map(button), ...menus];
  return { type: "actions", block_id: id, elements };
}

/** One choice of a menu or of boxes to tick. */
export interface Option {
  text: ReturnType<typeof plain>;
  value: string;
}

export function option(label: string, value: string): Option {
  return { text: plain(clip(label, MAX_OPTION)), value };
}

/** A menu that has all its choices; at most 100. `chosen` is the value of the one that is chosen at first. */
export function menu(
  action: string,
  placeholder: string,
  options: readonly Option[],
  chosen?: string,
): object {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: "static_select",
    action_id: action,
    placeholder: plain(clip(placeholder, MAX_PLACEHOLDER)),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** What a menu behind three dots offers; with `url` Slack opens the page. */
export interface MoreOption {
  label: string;
  value: string;
  url?: string;
}

/** A menu behind three dots, of at most five choices. */
export function more(action: string, options: readonly MoreOption[]): object {
  return {
    type: "overflow",
    action_id: action,
    options: options.map(({ label, value, url }) => ({
      ...option(label, value),
      ...(url === undefined ? {} : { url }),
    })),
  };
}

/** A menu that asks us for its choices with each letter that is typed into it. */
export function searchMenu(action: string, placeholder: string): object {
  return {
    type: "external_select",
    action_id: action,
    placeholder: plain(clip(placeholder, MAX_PLACEHOLDER)),
    min_query_length: 0,
  };
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
 * everybody or make a link. Cut so that no escape is cut in two.
 */
export function notification(value: string): string {
  const shown = value.trim() === "" ? NO_TEXT : value;
  return escapeMrkdwn(unlinked(clip(shown, 700)));
}

function escapeMrkdwn(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** Invisible, and without width: what it stands in is no address and no name to Slack. */
const WORD_JOINER = "\u2060";

/** Slack makes links of bare addresses and host names, and mentions of names behind @ and #. */
function unlinked(value: string): string {
  return value
    .replaceAll(/[@#](?=[\p{L}\p{N}_-])/gu, `$&${WORD_JOINER}`)
    .replaceAll("://", `:${WORD_JOINER}//`)
    .replaceAll(/(?<=[\p{L}\p{N}_-])\.(?=\p{L})/gu, `.${WORD_JOINER}`);
}
