import { readContent } from "../content.ts";
import { expectFile, fileObject, findFile } from "../files.ts";
import { objectsOf, textOf, type Json } from "../json.ts";
import { post } from "../messages.ts";
import { isRefusal, refuse, type Refusal } from "../refusal.ts";
import { appIds } from "../seed.ts";
import type { Channel, SlackFile } from "../state.ts";
import { findChannelForApp, isMember } from "../workspace.ts";
import type { World } from "../world.ts";
import { integerOf, nestedOf } from "./arguments.ts";
import { method, type Methods } from "./method.ts";

const MAX_ALT_TEXT = 1000;

function getUploadUrl(args: Json, world: World): Json | Refusal {
  const size = integerOf(args["length"]);
  const altText = textOf(args["alt_txt"]);
  if (size === undefined || size <= 0)
    return refuse("invalid_arguments", {
      response_metadata: { messages: ["[ERROR] invalid length"] },
    });
  if ((altText ?? "").length > MAX_ALT_TEXT) return refuse("alt_txt_too_large");
  const name = textOf(args["filename"]) ?? "";
  const file = expectFile(world, name, size, altText);
  return {
    upload_url: `${world.baseUrl()}/upload/${file.id}`,
    file_id: file.id,
  };
}

/** The channel a file is shared in; the app must be a member, posting rights do not help. */
function sharedIn(world: World, args: Json): Channel | Refusal | undefined {
  const where = textOf(args["channel_id"]) ?? textOf(args["channels"]);
  if (where === undefined || where === "") return undefined;
  const channel = findChannelForApp(world, where);
  if (channel === undefined) return refuse("channel_not_found");
  return isMember(channel, appIds.botUser) ? channel : refuse("not_in_channel");
}

function completeUpload(args: Json, world: World): Json | Refusal {
  const wanted = objectsOf(nestedOf(args["files"]));
  const files = wanted.map(({ id }) => findFile(world, id));
  const found = files.filter(
    (file): file is SlackFile => file?.uploadedAt !== undefined,
  );
  if (found.length === 0 || found.length < files.length)
    return refuse("file_not_found");
  const channel = sharedIn(world, args);
  if (isRefusal(channel)) return channel;
  const comment = textOf(args["initial_comment"]);
  const content = readContent(world, {
    blocks: comment === undefined ? args["blocks"] : undefined,
  });
  if (isRefusal(content)) return content;
  for (const [index, file] of found.entries()) {
    file.isComplete = true;
    file.title = textOf(wanted[index]?.["title"]) ?? file.title;
    if (channel !== undefined) file.channels.push(channel.id);
  }
  if (channel !== undefined)
    share(world, channel, found, args, {
      text: comment ?? "",
      blocks: content.blocks ?? [],
    });
  return { files: found.map((file) => fileObject(world, file)) };
}

function share(
  world: World,
  channel: Channel,
  files: SlackFile[],
  args: Json,
  said: { text: string; blocks: Json[] },
): void {
  const threadTs = textOf(args["thread_ts"]);
  post(world, {
    ...said,
    attachments: [],
    channel: channel.id,
    user: appIds.botUser,
    byApp: true,
    fileIds: files.map(({ id }) => id),
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

function info(args: Json, world: World): Json | Refusal {
  const file = findFile(world, args["file"]);
  if (file?.isComplete !== true) return refuse("file_not_found");
  return { file: fileObject(world, file), comments: [] };
}

export const fileMethods: Methods = {
  "files.getUploadURLExternal": method({
    scopes: ["files:write"],
    required: ["length", "filename"],
    tier: 4,
    takesJson: false,
    run: getUploadUrl,
  }),
  "files.completeUploadExternal": method({
    scopes: ["files:write"],
    required: ["files"],
    tier: 4,
    run: completeUpload,
  }),
  "files.info": method({
    scopes: ["files:read"],
    required: ["file"],
    tier: 4,
    takesJson: false,
    run: info,
  }),
};
