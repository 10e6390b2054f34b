import { none, object, oneOf, string, url } from "./checks.ts";
import { plainText } from "./texts.ts";
import type { Json } from "../json.ts";

const MAX_ALT_TEXT = 2000;

/** A file in Slack: by id or by URL, never both. */
const slackFile = object({
  optional: { id: string(255), url: url(3000) },
  also: (file, at) =>
    (file["id"] === undefined) === (file["url"] === undefined)
      ? [`${at}: needs either id or url`]
      : none,
});

const fields = {
  required: { type: oneOf("image"), alt_text: string(MAX_ALT_TEXT) },
  optional: { image_url: url(3000), slack_file: slackFile },
};

function oneSource(image: Json, at: string): string[] {
  return (image["image_url"] === undefined) ===
    (image["slack_file"] === undefined)
    ? [`${at}: needs either image_url or slack_file`]
    : none;
}

export const imageElement = object({ ...fields, also: oneSource });

export const imageBlock = object({
  required: fields.required,
  optional: {
    ...fields.optional,
    block_id: string(255),
    title: plainText(2000),
  },
  also: oneSource,
});
