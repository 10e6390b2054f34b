import { listed } from "../../base/text.ts";
import { ownMailServerWords } from "../../domain/own-mail-server.ts";
import type { Db } from "../../store/db.ts";
import { monitorsOfOwnMailServer } from "../mail/own-mail-server.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** Whether the server that mails go through is one that is watched by them. */
export async function lookAtMail(db: Db, host: string): Promise<Finding[]> {
  const watched = await monitorsOfOwnMailServer(db, host);
  return watched.length === 0
    ? [fine("mail", `goes through ${host}`)]
    : [
        wrong(
          "mail",
          `${listed(watched)} ${watched.length === 1 ? "looks" : "look"} at the server that mails go through`,
          ownMailServerWords(host),
        ),
      ];
}
