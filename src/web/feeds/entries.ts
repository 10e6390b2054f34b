import type { PublicIncident } from "../../actions/public/public-incidents.ts";
import { localLabel } from "../../base/zone.ts";
import { incidentSummary, updateWords } from "../page/words.ts";

/** What feeds tell. */
export interface FeedEntry {
  /** The same for ever, as an address. */
  id: string;
  /** Where more of it is read. */
  url: string;
  title: string;
  /** A paragraph each; of an incident its steps, the latest last. */
  lines: string[];
  /** Null where it has not begun. */
  beganAt: number | null;
  changedAt: number;
}

/** The times of its steps are those of a zone's clocks, as its readers have them on the wall. */
export function feedEntry(
  incident: PublicIncident,
  {
    now,
    timezone,
    id,
    url,
  }: {
    now: number;
    timezone: string;
  } & Pick<FeedEntry, "id" | "url">,
): FeedEntry {
  const { service, beganAt, updates, postmortem } = incident;
  return {
    id,
    url,
    title: `${service.name}: ${incidentSummary(incident, now)}`,
    lines: [
      ...updates.map(
        (update) =>
          `${localLabel(update.at, timezone, "moment")} ${updateWords(update, incident)}`,
      ),
      `(Times: ${timezone})`,
      ...(postmortem === null ? [] : ["", "What happened:", postmortem.text]),
    ],
    beganAt,
    changedAt: Math.max(
      updates.at(-1)?.at ?? beganAt,
      postmortem?.at ?? beganAt,
    ),
  };
}

export interface Feed {
  /** The same for ever, as an address. */
  id: string;
  title: string;
  /** The page that it goes with. */
  page: string;
  self: string;
  entries: readonly FeedEntry[];
  at: number;
}
