import type { ShownChannel } from "../actions/channel-settings.ts";

/** Who reads what was said. */
export function updatedSentence({
  onPage,
  onX,
}: {
  onPage: boolean;
  onX: boolean;
}): string {
  const also = [
    ...(onPage ? ["it stands on the status page"] : []),
    ...(onX ? ["it is posted on X"] : []),
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
