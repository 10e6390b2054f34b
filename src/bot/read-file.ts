import type { WebClient } from "@slack/web-api";
import { SECOND } from "../domain/time.ts";
import { knownRefusal } from "./known-refusal.ts";

/** A configuration of ten thousand monitors has four million. */
export const MAX_FILE_BYTES = 8_000_000;
const TIMEOUT_MS = 20 * SECOND;
/** Nothing else is given our token. */
const FILES_HOST = "https://files.slack.com";
const USUAL_API = "https://slack.com";

/** The text of a file, or why it cannot be read. */
export type ReadFile =
  { ok: true; name: string; text: string } | { ok: false; text: string };

interface File {
  name?: string;
  user?: string;
  size?: number;
  url_private_download?: string;
}

const GONE = "This file is not in Slack any more: choose it again.";

/** Slack's refusals that somebody can do something about. */
const refusals: Record<string, string> = {
  file_not_found: GONE,
  file_deleted: GONE,
  missing_scope:
    "Slack does not let allswell read files: install the app anew with the current manifest, which asks for files:read.",
};

/** Reads a file that somebody gave to Slack; one that is somebody else's is not read for them. */
export async function readFile(
  client: WebClient,
  fileId: string,
  userId: string,
): Promise<ReadFile> {
  try {
    const { file } = (await client.files.info({ file: fileId })) as {
      file?: File;
    };
    if (file === undefined || file.user !== userId) return refused(GONE);
    if ((file.size ?? 0) > MAX_FILE_BYTES) return tooLarge;
    return await download(client, file);
  } catch (error) {
    return refused(knownRefusal(error, refusals));
  }
}

async function download(
  client: WebClient,
  { name = "the file", url_private_download: url = "" }: File,
): Promise<ReadFile> {
  if (URL.parse(url)?.origin !== filesOrigin(client))
    return refused("This file is not kept by Slack itself: upload it.");
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${client.token ?? ""}` },
    redirect: "manual", // to a page for signing in, where it may not be read
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    return refused(
      `Slack did not hand the file over (HTTP ${answer.status}): try again, or choose it again.`,
    );
  }
  const bytes = await readUpTo(answer.body, MAX_FILE_BYTES);
  if (bytes === undefined) return tooLarge;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { ok: true, name, text };
  } catch {
    return refused("This is no text: it must be YAML in UTF-8.");
  }
}

/** Beside the API where that was moved. */
function filesOrigin({ slackApiUrl }: WebClient): string {
  const { origin } = new URL(slackApiUrl);
  return origin === USUAL_API ? FILES_HOST : origin;
}

/** Whatever was said of its size: undefined where there is more. */
async function readUpTo(
  body: ReadableStream<Uint8Array>,
  most: number,
): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refused(text: string): ReadFile {
  return { ok: false, text };
}

const tooLarge = refused(
  `The file is larger than ${MAX_FILE_BYTES / 1_000_000} MB.`,
);
