import {
  blocksTooLong,
  jsonPointer,
  problemsWithBlocks,
} from "./block-rules.ts";
import { isJson, objectsOf, parseJson, textOf, type Json } from "./json.ts";
import type { Content } from "./messages.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";
import type { Metadata } from "./state.ts";
import type { World } from "./world.ts";

/** chat.postMessage cuts what is longer. */
const MAX_TEXT = 40_000;
const MAX_MARKDOWN = 12_000;
const MAX_ATTACHMENTS = 100;

/** Only what was given; a field that is missing leaves an edited message as it was. */
export type PartialContent = Partial<Content>;

/** Reads what a message should say, as strictly as Slack does. */
export function readContent(
  world: World,
  args: Json,
): PartialContent | Refusal {
  const markdown = textOf(args["markdown_text"]);
  if (
    markdown !== undefined &&
    (args["text"] !== undefined || args["blocks"] !== undefined)
  )
    return refuse("markdown_text_conflict");
  if (markdown !== undefined && markdown.length > MAX_MARKDOWN)
    return refuse("msg_too_long");
  const blocks = readBlocks(world, args["blocks"]);
  if (isRefusal(blocks)) return blocks;
  const attachments = readAttachments(args["attachments"]);
  if (isRefusal(attachments)) return attachments;
  const metadata = readMetadata(args["metadata"]);
  if (isRefusal(metadata)) return metadata;
  const text = markdown ?? textOf(args["text"]);
  const username = textOf(args["username"]);
  return {
    ...(text === undefined ? {} : { text: text.slice(0, MAX_TEXT) }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(username === undefined ? {} : { username }),
  };
}

/** A whole new message: something must be said in it. */
export function readNewContent(world: World, args: Json): Content | Refusal {
  const content = readContent(world, args);
  if (isRefusal(content)) return content;
  if (saysNothing(content)) return refuse("no_text");
  return { text: "", blocks: [], attachments: [], ...content };
}

export function saysNothing(content: PartialContent): boolean {
  const { text = "", blocks = [], attachments = [] } = content;
  return text.trim() === "" && blocks.length === 0 && attachments.length === 0;
}

/** What only chat.postMessage looks at. */
export function tooLongForPosting({ blocks }: Content): boolean {
  return blocksTooLong(blocks);
}

/** A form carries nested values as JSON text, a JSON body as they are. */
function nested(value: unknown): unknown {
  return typeof value === "string" ? parseJson(value) : value;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function readBlocks(
  world: World,
  value: unknown,
): Json[] | Refusal | undefined {
  if (isMissing(value)) return undefined;
  const blocks = nested(value);
  if (!Array.isArray(blocks)) return refuse("invalid_blocks_format");
  const problems = problemsWithBlocks("message", blocks);
  if (problems.length === 0) problems.push(...problemsWithFiles(world, blocks));
  return problems.length > 0
    ? invalidBlocks("invalid_blocks", problems)
    : objectsOf(blocks);
}

/** Slack's form for whatever is wrong with blocks: the words, and where. */
export function invalidBlocks(
  error: string,
  problems: string[],
  at = "",
): Refusal {
  const errors = problems.map((problem) => {
    const words = problem.slice(problem.indexOf(": ") + 2);
    return `${words} [json-pointer:${at}${jsonPointer(problem)}]`;
  });
  return refuse(error, {
    errors,
    response_metadata: { messages: errors.map((text) => `[ERROR] ${text}`) },
  });
}

/** A picture from a file can be shown once the file has arrived and was shared; before, Slack refuses the blocks. */
function problemsWithFiles({ state }: World, blocks: unknown[]): string[] {
  const shown = state.files
    .filter(({ isComplete, channels }) => isComplete && channels.length > 0)
    .map(({ id }) => id);
  return objectsOf(blocks).flatMap((block, index) => {
    const file = block["slack_file"];
    const id = isJson(file) ? textOf(file["id"]) : undefined;
    return id === undefined || shown.includes(id)
      ? []
      : [`blocks[${index}].slack_file: invalid slack file`];
  });
}

function readAttachments(value: unknown): Json[] | Refusal | undefined {
  if (isMissing(value)) return undefined;
  const attachments = nested(value);
  if (!Array.isArray(attachments)) return refuse("invalid_attachments");
  if (attachments.length > MAX_ATTACHMENTS)
    return refuse("too_many_attachments");
  const objects = objectsOf(attachments);
  const problems = objects.flatMap(({ blocks }) =>
    blocks === undefined ? [] : problemsWithBlocks("message", blocks),
  );
  if (problems.length > 0 || objects.length < attachments.length)
    return invalidBlocks("invalid_attachments", problems);
  return objects;
}

function readMetadata(value: unknown): Metadata | Refusal | undefined {
  if (isMissing(value)) return undefined;
  const metadata = nested(value);
  if (!isJson(metadata)) return refuse("invalid_metadata_format");
  const { event_type, event_payload } = metadata;
  if (
    typeof event_type !== "string" ||
    !/^\w+$/.test(event_type) ||
    !isJson(event_payload) ||
    !Object.values(event_payload).every(isPayloadValue)
  )
    return refuse("invalid_metadata_schema");
  return { event_type, event_payload };
}

/** Plain values, or one level of objects of plain values. */
function isPayloadValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isFlatObject);
  return isPlain(value) || isFlatObject(value);
}

function isFlatObject(value: unknown): boolean {
  return isJson(value) && Object.values(value).every(isPlain);
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
