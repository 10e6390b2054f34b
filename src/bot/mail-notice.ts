import {
  isOwnMailServer,
  ownMailServerWords,
} from "../domain/own-mail-server.ts";
import type { Tools } from "./commands/command.ts";

/** What whoever set a monitor up should know of our own mails; empty where there is nothing. */
export function mailNotice(
  monitor: { type: string; settings: unknown },
  { mail }: Pick<Tools, "mail">,
): string {
  return mail !== undefined && isOwnMailServer(monitor, mail.host)
    ? ` Mind: ${ownMailServerWords(mail.host)}`
    : "";
}
