// A past for services: rollups as if somebody had looked, downtimes as if something had failed.
import type { Added } from "../actions/targets/add-monitor.ts";
import { latencyBuckets } from "../domain/latency.ts";
import { DAY, HOUR, type Instant } from "../domain/time.ts";
import { rows, type Store } from "../store/db.ts";
import { createPartitions } from "../store/results/partitions.ts";
import { rollUpDays } from "../store/results/rollups.ts";

/** Lets a monitor have answered at each whole hour of a stretch; null: it did not answer. */
export async function makeHours(
  store: Store,
  monitorId: number,
  { from, until }: { from: Instant; until: Instant },
  latencyAt: (at: Instant) => number | null,
): Promise<void> {
  for (let month = from; month < until + 31 * DAY; month += 27 * DAY)
    await createPartitions(store, Math.min(month, until));
  for (let at = from; at < until; at += HOUR) {
    const latency = latencyAt(at);
    const histogram = [...latencyBuckets, Infinity].map((upper, index) =>
      latency !== null &&
      latency < upper &&
      latency >= (latencyBuckets[index - 1] ?? 0)
        ? 60
        : 0,
    );
    await store.db.query(
      `INSERT INTO rollups_hourly VALUES ($1, to_timestamp($2::float8 / 1000), $3, 0, $4, 0, $5, $6, $7)`,
      [
        monitorId,
        at,
        latency === null ? 0 : 60,
        latency === null ? 60 : 0,
        (latency ?? 0) * 60,
        latency,
        histogram,
      ],
    );
  }
  await rollUpDays(store.db, from, until - 1);
}

/** Lets a service have been down, with an incident around it; still, where `until` is null. */
export async function makeOutage(
  store: Store,
  { service }: Pick<Added, "service">,
  from: Instant,
  until: Instant | null,
  cause = "front page: no answer within 5 s",
): Promise<number> {
  const [incident] = await rows<{ id: number }>(
    store.db,
    `INSERT INTO incidents (service_id, severity, reason, began_at, opened_at, down_since, resolved_at, resolution)
     VALUES ($1, 'down', $4, to_timestamp($2::float8 / 1000), to_timestamp($2::float8 / 1000), to_timestamp($2::float8 / 1000),
       to_timestamp($3::float8 / 1000), CASE WHEN $3::float8 IS NOT NULL THEN 'recovered' END) RETURNING id`,
    [service.id, from, until, cause],
  );
  const id = incident?.id ?? 0;
  await store.db.query(
    "INSERT INTO downtimes (incident_id, service_id, from_at, until_at) VALUES ($1, $2, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000))",
    [id, service.id, from, until],
  );
  return id;
}

/** Lets a service have been there since then. */
export async function madeAt(
  store: Store,
  { service }: Pick<Added, "service">,
  at: Instant,
): Promise<void> {
  await store.db.query(
    "UPDATE services SET created_at = to_timestamp($2::float8 / 1000) WHERE id = $1",
    [service.id, at],
  );
}
