import {
  isOwnMailServer,
  mailServerTypes,
} from "../../domain/own-mail-server.ts";
import type { Db } from "../../store/db.ts";
import { mailServerMonitors } from "../../store/mail/own-mail-server.ts";

const MOST_LOOKED_AT = 1_000;

/** The monitors that look at the server that our own mails go through, by name. */
export async function monitorsOfOwnMailServer(
  db: Db,
  mailHost: string,
): Promise<string[]> {
  const all = await mailServerMonitors(db, mailServerTypes, MOST_LOOKED_AT);
  return all
    .filter((monitor) => isOwnMailServer(monitor, mailHost))
    .map(({ name }) => name);
}
