import { clip, counted, listed } from "../../base/text.ts";
import { zonedSpan, zonedTime } from "../../base/zoned-text.ts";
import type { Audience } from "../../domain/announcement.ts";
import { gistOf } from "../../domain/maintenance.ts";
import type { Maintenance } from "../channel.ts";
import { type Letter, letterOf } from "./letter.ts";
import { homePath } from "./site.ts";

const LONGEST_NAME = 120;
const LONGEST_NOTE = 4_000;
const LONGEST_PURPOSE = 600;
const MOST_NAMED = 3;

/** What customers read names public services and times, and what it is for where somebody wrote that; title, note and what failed meanwhile are the team's. */
export function maintenanceLetter(
  maintenance: Maintenance,
  isReply: boolean,
  audience: Audience,
): Letter {
  const { services, title, note, purpose, actor, startsAt } = maintenance;
  const { site, occurrenceId } = maintenance;
  const day = zonedTime(startsAt, services.timezone, { withDay: true });
  const isForTeam = audience === "team";
  return letterOf({
    subject: `${isReply ? "Re: " : ""}[maintenance] ${subject(services)}, ${day}`,
    tone: "planned",
    headline: sentence(maintenance),
    ...(site === null
      ? {}
      : {
          site: {
            ...site,
            path: `${homePath(site)}#maintenance-${occurrenceId}`,
          },
        }),
    paragraphs:
      purpose === "" || isForTeam ? [] : [clip(purpose, LONGEST_PURPOSE)],
    items:
      services.count > MOST_NAMED
        ? services.names.map((name) => clip(name, LONGEST_NAME))
        : [],
    ...(services.count > MOST_NAMED && services.count > services.names.length
      ? { more: services.count - services.names.length }
      : {}),
    remarks: [
      ...(isForTeam && title !== "" ? [clip(title, LONGEST_NAME)] : []),
      ...(isForTeam && note !== "" ? [clip(note, LONGEST_NOTE)] : []),
      ...(isForTeam && purpose !== ""
        ? [`For customers: ${clip(purpose, LONGEST_PURPOSE)}`]
        : []),
      ...(isForTeam && actor !== null
        ? [`By ${clip(actor, LONGEST_NAME)}.`]
        : []),
    ],
  });
}

function sentence(maintenance: Maintenance): string {
  const { startsAt, endsAt, endedAt, at, again, services, news } = maintenance;
  const { timezone } = services;
  const who = subject(services);
  const span = zonedSpan(startsAt, endsAt, timezone);
  const until = zonedTime(endsAt, timezone, { withDay: true });
  const repeats = again === null ? "" : `, ${again}`;
  switch (gistOf(news)) {
    case "planned":
      return `Planned maintenance of ${who}: ${span}${repeats}.`;
    case "moved":
      return `Changed: the planned maintenance of ${who} is ${span} now${repeats}.`;
    case "begins":
      return `Planned maintenance of ${who} has begun and is to last until ${until}.`;
    case "extended":
      return `The maintenance of ${who} is to last until ${until} now.`;
    case "ends":
      return `The maintenance of ${who} ended at ${zonedTime(endedAt ?? at, timezone)}.`;
    case "cancelled":
      return `The maintenance of ${who} planned for ${zonedTime(startsAt, timezone, { withDay: true })} is cancelled.`;
  }
}

/** "Datastore and Registry", "12 services". */
function subject({ names, count }: Maintenance["services"]): string {
  return count === names.length && count <= MOST_NAMED
    ? listed(names.map((name) => clip(name, LONGEST_NAME))) || "nothing"
    : counted(count, "service");
}
