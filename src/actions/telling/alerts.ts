import type { Telling } from "../../domain/fold.ts";
import { hookFormOf, MOST_ALERTS } from "../../domain/hook-forms.ts";
import type { Db } from "../../store/db.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { Pending } from "../../store/telling/deliveries.ts";
import { beginningsOf } from "../../store/incidents/stories.ts";

type Post = Telling & { kind: "post" };

/** Whoever opened an alert for some of it, or one for all, has to close that. */
export function opensAlerts({ channel, recipient }: Outlet): boolean {
  return channel === "webhook" && hookFormOf(recipient) === "pagerduty";
}

/** Of what has alerts of its own only so much as is taken at once: the rest is told with the next message. */
export async function portionOf(
  db: Db,
  outlet: Outlet,
  post: Post,
  waiting: readonly Pending[],
): Promise<Post> {
  if (post.ids.length <= MOST_ALERTS || !opensAlerts(outlet)) return post;
  const ids = new Set(post.ids);
  const told = waiting.filter(({ id }) => ids.has(id));
  const beginnings = await beginningsOf(
    db,
    outlet.id,
    told.flatMap(({ incidentId }) => incidentId ?? []),
  );
  const own = beginnings
    .filter(({ count }) => count <= MOST_ALERTS)
    .flatMap(({ incidentIds }) => incidentIds);
  const later = new Set(own.slice(MOST_ALERTS));
  const now = told.filter(({ incidentId }) => !later.has(incidentId ?? 0));
  return { ...post, ids: now.map(({ id }) => id).toSorted((a, b) => a - b) };
}
