import type { Facts } from "../../domain/result.ts";
import { hangUp } from "../mail-protocol/talk.ts";
import type { ProbeContext } from "../check.ts";
import type { Found, Mailbox } from "./mailbox.ts";
import type { MailSettings } from "./settings.ts";
import { isLeftover, monitorMark } from "./token.ts";

/**
 * Deletes the mail that was found and what earlier probes left behind, and closes the mailbox. Where that fails the mail has
 * arrived all the same: the facts tell.
 */
export async function tidyUp(
  mailbox: Mailbox,
  found: Found[],
  settings: MailSettings,
  { now }: ProbeContext,
): Promise<Facts> {
  const facts: Facts = { deleted: false };
  const removed = await mailbox.remove(found);
  if (removed.ok) {
    const leftovers = await mailbox.findOlder(
      (header) => isLeftover(header, settings, now()),
      monitorMark(settings),
    );
    const olderGone = leftovers.ok
      ? await mailbox.remove(leftovers.found)
      : leftovers;
    const closed = await mailbox.close();
    facts["deleted"] = removed.isGone && closed.ok;
    if (leftovers.ok && leftovers.found.length > 0)
      facts["leftoversDeleted"] =
        olderGone.ok && olderGone.isGone && closed.ok
          ? leftovers.found.length
          : 0;
  }
  hangUp(mailbox.talk);
  return facts;
}
