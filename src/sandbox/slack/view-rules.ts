import { problemsWithBlocks } from "./block-rules.ts";
import {
  boolean,
  none,
  object,
  oneOf,
  string,
  type Check,
} from "./blocks/checks.ts";
import { plainText } from "./blocks/texts.ts";
import { isJson, objectsOf, type Json } from "./json.ts";

const MAX_TITLE = 24;
/** Above this Slack answers view_too_large. */
export const MAX_VIEW_BYTES = 250_000;

/** The blocks have rules of their own. */
const blocks: Check = () => none;

const common = {
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};

const modal = object({
  required: { type: oneOf("modal"), title: plainText(MAX_TITLE), blocks },
  optional: {
    ...common,
    submit: plainText(MAX_TITLE),
    close: plainText(MAX_TITLE),
    clear_on_close: boolean,
    notify_on_close: boolean,
  },
  also: (view, at) =>
    view["submit"] === undefined &&
    objectsOf(view["blocks"]).some(({ type }) => type === "input")
      ? [`${at === "" ? "" : `${at}.`}submit: missing, there are inputs`]
      : none,
});

const home = object({
  required: { type: oneOf("home"), blocks },
  optional: common,
});

/** What Slack would say against this modal or App Home; an empty list means that it is fine. */
export function problemsWithView(view: unknown): string[] {
  if (!isJson(view)) return ["view: not an object"];
  const { type } = view;
  if (type !== "modal" && type !== "home")
    return [`type: ${JSON.stringify(type)} is not one of modal, home`];
  const shape = type === "modal" ? modal : home;
  return [
    ...shape(view, ""),
    ...(view["blocks"] === undefined
      ? none
      : problemsWithBlocks(type, view["blocks"])),
  ];
}

/** True where Slack answers view_too_large. */
export function viewTooLarge(view: Json): boolean {
  return Buffer.byteLength(JSON.stringify(view)) > MAX_VIEW_BYTES;
}
