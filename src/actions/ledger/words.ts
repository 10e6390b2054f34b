import { isNetwork, networkNames } from "../../domain/posts/networks.ts";
import type { NotTold, TellableIncident } from "../../store/telling/ledger.ts";

/** Why somebody who listens has heard nothing of an incident. */
export function notToldBecause(
  { offReason, audience, verbosity }: NotTold,
  incident: Pick<
    TellableIncident,
    "isPublic" | "severity" | "announcesDifficulties"
  > | null,
): string {
  if (offReason !== null) return `switched off: ${offReason}`;
  if (audience === "customers" && incident?.isPublic === false)
    return "customers hear of public services only";
  if (
    audience === "customers" &&
    incident?.severity === "difficulties" &&
    !incident.announcesDifficulties
  )
    return "customers hear of outages only, unless the namespace announces difficulties, too";
  if (verbosity === "problems")
    return "it hears of problems and their end only, or was added later";
  return "it was added later, or there was maintenance or a snooze";
}

/** What to do about a channel that nothing is sent to any more. */
export function howToMend(channel: string): string {
  if (isNetwork(channel)) {
    const verb = channel === "x" ? "twitter" : channel;
    return `Connect the account on ${networkNames[channel]} again: \`${verb} connect\`.`;
  }
  switch (channel) {
    case "slack":
      return 'Mend that (unarchive the channel, invite allswell into it), then press "Use again".';
    case "mail":
      return 'See that the address exists, then press "Use again".';
    case "sms":
      return 'The person sets a number that works: `contact`. Then press "Use again".';
    default:
      return 'Mend that, then press "Use again".';
  }
}
