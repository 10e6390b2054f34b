import type { WebClient } from "@slack/web-api";
import { notification } from "../base/slack-blocks.ts";
import { clip } from "../base/text.ts";
import { fetchWithin } from "./fetch-within.ts";
import { knownRefusal } from "./known-refusal.ts";

/** A file for Slack. */
export interface SlackFile {
  name: string;
  title: string;
  /** What a picture shows, in words. */
  altText?: string;
  content: Buffer;
}

/** Where a file is to be seen: by everybody in a conversation; a person's id means the direct message. */
export interface FilePlace {
  channelId: string;
  threadTs?: string | undefined;
}

const MAX_ALT_TEXT = 1_000;
const UPLOAD_TIMEOUT_MS = 10_000;

/** Slack's refusals that somebody can do something about. */
const refusals: Record<string, string> = {
  not_in_channel:
    "Slack takes no file from allswell here, because it is not in this channel: type /invite @allswell first.",
  channel_not_found:
    "Slack takes no file from allswell here, because it is not in this conversation: type /invite @allswell first.",
  is_archived: "This channel is archived.",
  missing_scope:
    "Slack takes no files from allswell: install the app anew with the current manifest, which asks for files:write.",
  file_uploads_disabled: "This workspace takes no files.",
  storage_limit_reached: "This workspace has no room for files any more.",
  file_upload_size_restricted:
    "This workspace does not take files of this size.",
};

/**
 * Posts files in one message, with a sentence. Undefined where they are posted; otherwise what to tell the person who
 * wanted them. Files that Slack got and that could not be posted are seen by nobody.
 */
export async function postFiles(
  client: WebClient,
  { channelId, threadTs }: FilePlace,
  files: readonly SlackFile[],
  words: string,
): Promise<string | undefined> {
  try {
    const uploaded = [];
    for (const file of files)
      uploaded.push({ id: await upload(client, file), title: file.title });
    await client.apiCall("files.completeUploadExternal", {
      files: uploaded,
      channel_id: await conversationOf(client, channelId),
      initial_comment: notification(words),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    });
    return undefined;
  } catch (error) {
    return knownRefusal(error, refusals);
  }
}

/** Returns Slack's id of the file, which nobody sees yet. */
async function upload(
  client: WebClient,
  { name, altText, content }: SlackFile,
): Promise<string> {
  const ticket = (await client.apiCall("files.getUploadURLExternal", {
    filename: name,
    length: content.length,
    ...(altText === undefined ? {} : { alt_txt: clip(altText, MAX_ALT_TEXT) }),
  })) as { upload_url?: string; file_id?: string };
  if (ticket.upload_url === undefined || ticket.file_id === undefined)
    throw new Error("Slack gave no place for a file");
  const answer = await fetchWithin(UPLOAD_TIMEOUT_MS)(ticket.upload_url, {
    method: "POST",
    body: new Uint8Array(content),
  });
  if (!answer.ok)
    throw new Error(`Slack did not take a file: HTTP ${answer.status}`);
  return ticket.file_id;
}

async function conversationOf(client: WebClient, id: string): Promise<string> {
  if (!/^[UW]/.test(id)) return id;
  const { channel } = await client.conversations.open({ users: id });
  return channel?.id ?? id;
}
