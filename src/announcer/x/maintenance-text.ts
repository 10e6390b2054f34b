import { inert, MAX_WEIGHT, weight } from "../../base/post-words.ts";
import { clip } from "../../base/text.ts";
import { zonedSpan, zonedTime } from "../../base/zoned-text.ts";
import { DAY } from "../../domain/time.ts";
import type { Maintenance } from "../channel.ts";
import type { PostText } from "./post-text.ts";

/** More names than this never fit, and a longer one fits no post. */
const MOST_NAMED = 12;
const LONGEST_NAME = 100;

/** What customers read of maintenance: public names and times, never its title or note, which are the team's. */
export function maintenanceText(maintenance: Maintenance): PostText {
  return {
    text: fitted(maintenance, ""),
    alternative: fitted(maintenance, ` (${said(maintenance)})`),
  };
}

/** X refuses repetitions: the time at which it is said makes the difference. */
function said({ at, services: { timezone } }: Maintenance): string {
  return zonedTime(at, timezone, { withSeconds: true });
}

/** Names as many services as fit. */
function fitted(maintenance: Maintenance, end: string): string {
  const { names } = maintenance.services;
  for (let shown = Math.min(names.length, MOST_NAMED); shown >= 1; shown--) {
    const text = `${sentence(maintenance, shown)}${end}`;
    if (weight(text) <= MAX_WEIGHT) return text;
  }
  return `${sentence(maintenance, 0)}${end}`;
}

function sentence(maintenance: Maintenance, shown: number): string {
  const { startsAt, endsAt, endedAt, at, again, services, news } = maintenance;
  const { timezone } = services;
  const who = subject(services, shown);
  const span = zonedSpan(startsAt, endsAt, timezone);
  const until = zonedTime(endsAt, timezone, { withDay: endsAt - at >= DAY });
  const repeats = again === null ? "" : `, ${again}`;
  switch (news.at(-1)) {
    case "planned":
    case undefined:
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

/** "Datastore", "Datastore and Registry", "12 services (Datastore, Registry and 10 more)". */
function subject(
  { names, count }: Maintenance["services"],
  shown: number,
): string {
  const listed = names
    .slice(0, shown)
    .map((name) => inert(clip(name, LONGEST_NAME)));
  if (count <= 2 && listed.length === count) return listed.join(" and ");
  if (listed.length === 0)
    return count === 1 ? "one service" : `${count} services`;
  const rest = count - listed.length;
  return `${count} services (${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""})`;
}
