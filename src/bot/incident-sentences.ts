import type { ShownChannel } from "../actions/audience/channel-settings.ts";
import type { Update } from "../actions/incidents/post-update.ts";
import { listed } from "../base/text.ts";

const MOST_WAYS = 5;

/** Who reads what was said. */
export function updatedSentence(
  { onPage, toCustomers }: Pick<Update, "onPage" | "toCustomers">,
  ways: readonly string[],
): string {
  const also = [
    ...(onPage ? ["it stands on the status page"] : []),
    ...(toCustomers && ways.length > 0
      ? [`it is on its way to ${listed(ways, MOST_WAYS)}`]
      : []),
    ...(toCustomers && ways.length === 0
      ? ["no account and no mail tells customers of this service"]
      : []),
  ];
  return also.length === 0
    ? "The team reads it in the incident's thread."
    : `The team reads it in the incident's thread; ${also.join(" and ")}.`;
}

/** How a channel hears, in words. */
export function channelSentence({ label, settings }: ShownChannel): string {
  const { verbosity, threads, broadcast, mentionOnCall } = settings;
  const what =
    verbosity === "all" ? "all that changes" : "problems and their end";
  const how = threads
    ? `news hang below the message${broadcast ? ", and the channel sees it, too, when it gets worse or is over" : ""}`
    : "the message itself is kept current, and nothing hangs below it";
  const whom = mentionOnCall
    ? "who is on call is mentioned when something is down"
    : "nobody is mentioned";
  return `${label} is told ${what}; ${how}; ${whom}.`;
}
