import { createHash, randomBytes } from "node:crypto";
import type { Instant } from "../../domain/time.ts";
import { DAY, SECOND } from "../../domain/time.ts";
import { senderOf, mailboxUserOf, type MailSettings } from "./settings.ts";

/** The header by which a check knows its own mail. */
export const PROBE_HEADER = "X-Allswell-Probe";

/** What was sent longer ago than this and still lies around will not be waited for by anybody. */
const LEFTOVER_MS = DAY;
const MONITOR_CHARACTERS = 16;
const NONCE_BYTES = 16;

/** What the header says: which monitor, when, and a nonce that no other message has. */
export interface Token {
  text: string;
  nonce: string;
}

export function createToken(settings: MailSettings, now: Instant): Token {
  const nonce = randomBytes(NONCE_BYTES).toString("hex");
  const seconds = Math.floor(now / SECOND);
  return { text: `${monitorMark(settings)}-${seconds}-${nonce}`, nonce };
}

/** Whether a header is that of an earlier mail of this monitor, sent long ago. */
export function isLeftover(
  header: string,
  settings: MailSettings,
  now: Instant,
): boolean {
  const [, mark, seconds] =
    /^([0-9a-f]{16})-(\d{1,12})-[0-9a-f]{32}$/.exec(header) ?? [];
  return (
    mark === monitorMark(settings) &&
    Number(seconds) * SECOND < now - LEFTOVER_MS
  );
}

/** The same for every mail with this way: a monitor has no other name that its checks know. */
export function monitorMark(settings: MailSettings): string {
  const way = [
    settings.host,
    senderOf(settings),
    settings.to,
    settings.mailbox,
    mailboxUserOf(settings),
    settings.folder,
  ];
  return createHash("sha256")
    .update(JSON.stringify(way))
    .digest("hex")
    .slice(0, MONITOR_CHARACTERS);
}

/** The value of the header among the lines of a message's head; undefined where there is none, or more than one. */
export function probeHeaderOf(lines: string[]): string | undefined {
  const head = lines.join("\n").replaceAll(/\n(?=[ \t])/g, "");
  const found = [...head.matchAll(/^X-Allswell-Probe:[ \t]*(.*?)[ \t]*$/gim)];
  return found.length === 1 ? found[0]?.[1] : undefined;
}
