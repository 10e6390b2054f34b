import type { PublicIncident } from "../../actions/public-view.ts";
import { localLabel } from "../../base/zone.ts";
import { incidentSummary, updateWords } from "../page/words.ts";

/** An incident as feeds tell it. */
export interface FeedEntry {
  id: number;
  title: string;
  /** The steps, the latest last, a line each. */
  lines: string[];
  beganAt: number;
  changedAt: number;
}

/** The times of its steps are those of a zone's clocks, as its readers have them on the wall. */
export function feedEntry(
  incident: PublicIncident,
  { now, timezone }: { now: number; timezone: string },
): FeedEntry {
  const { id, service, beganAt, updates, postmortem } = incident;
  return {
    id,
    title: `${service.name}: ${incidentSummary(incident, now)}`,
    lines: [
      ...updates.flatMap((update) => {
        const words = updateWords(update, incident);
        return words === undefined
          ? []
          : [`${localLabel(update.at, timezone, "moment")} ${words}`];
      }),
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
  title: string;
  /** The page that it goes with. */
  page: string;
  self: string;
  /** Addresses of entries: `path` begins with "/". */
  urlOf: (path: string) => string;
  entries: readonly FeedEntry[];
  at: number;
}
