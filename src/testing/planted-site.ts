// A status page on which given texts stand wherever it shows what somebody wrote.
import { DAY, type Instant, MINUTE } from "../domain/time.ts";
import type { Store } from "../store/db.ts";

/** The places of the page at which a text of ours is planted. */
export const plantedPlaces = [
  "namespace's name",
  "namespace's title",
  "service's name",
  "update of an incident",
  "post-mortem",
  "account that posts",
  "post",
  "panel's name",
  "panel's line",
  "panel's unit",
] as const;

const now = "$2::timestamptz";
const texts = "unnest($1::text[]) WITH ORDINALITY AS t (text, n)";

/** Namespace n-1 has the first text everywhere, n-2 the second, and so on; service s-1 is in n-1, and incident 1 is of it. */
const plantings = [
  `INSERT INTO namespaces (id, slug, name, timezone, remind_every_ms, fold_ms, announce_difficulties, owners, created_at)
   SELECT n, 'n-' || n, text, 'Europe/London', 3600000, 20000, true, '{}', ${now} FROM ${texts}`,
  `INSERT INTO appearances (namespace_id, title) SELECT n, text FROM ${texts} WHERE ${now} > '2000-01-01'`,
  `INSERT INTO services (id, namespace_id, name, name_key, slug, public, status, status_since, created_at)
   SELECT n, n, text, 'key ' || n, 's-' || n, true, CASE WHEN n % 3 = 0 THEN 'up' ELSE 'down' END, ${now}, ${now} - interval '100 days' FROM ${texts}`,
  `INSERT INTO incidents (id, service_id, severity, reason, began_at, opened_at)
   SELECT n, n, 'down', 'refused', ${now}, ${now} FROM ${texts}`,
  `INSERT INTO downtimes (incident_id, service_id, from_at) SELECT n, n, ${now} FROM ${texts}`,
  `INSERT INTO incident_entries (incident_id, at, kind, text, public)
   SELECT n, ${now}, 'down', '', false FROM ${texts} UNION ALL SELECT n, ${now}, 'update', text, true FROM ${texts}`,
  `INSERT INTO postmortems (incident_id, text, at, actor) SELECT n, text, ${now}, 'UADA' FROM ${texts}`,
  `INSERT INTO outlets (id, channel, recipient, label, audience, lease, created_at)
   SELECT n, 'x', 'r-' || n, text, 'customers', 0, ${now} FROM ${texts}`,
  `INSERT INTO subscriptions (outlet_id, namespace_id) SELECT n, n FROM ${texts} WHERE ${now} > '2000-01-01'`,
  `INSERT INTO announcements (id, incident_id, reason, text, facts, created_at) SELECT n, n, 'down', text, '{}', ${now} FROM ${texts}`,
  `INSERT INTO deliveries (announcement_id, outlet_id, incident_id, reason, state, next_attempt_at, attempts, created_at, remote_id, sent_at, payload)
   SELECT n, n, n, 'down', 'sent', ${now}, 1, ${now}, 'remote ' || n, ${now}, json_build_object('text', text) FROM ${texts}`,
  `INSERT INTO panels (id, namespace_id, name, name_key, slug, token_hash, created_by, created_at, pushed_at)
   SELECT n, n, text, 'key ' || n, 'p-' || n, 'hash ' || n, 'UADA', ${now}, ${now} FROM ${texts}`,
  `INSERT INTO panel_values (panel_id, name, at, value, unit)
   SELECT n, text, ${now} - k * interval '1 minute', k, text FROM ${texts}, generate_series(0, 3) AS k`,
];

/** Plants texts everywhere, in place of those that were planted before. Incident 1 has all of them. */
export async function plantTexts(
  store: Store,
  planted: readonly string[],
  seenAt: Instant,
): Promise<void> {
  const storable = planted.map((text) => text.replaceAll("\0", ""));
  const at = new Date(seenAt - MINUTE);
  await store.db.query("DELETE FROM namespaces");
  await store.db.query("DELETE FROM outlets");
  for (const planting of plantings)
    await store.db.query(planting, [storable, at]);
  await store.db.query(
    `INSERT INTO incident_entries (incident_id, at, kind, text, public) SELECT 1, ${now}, 'update', text, true FROM ${texts}`,
    [storable, at],
  );
  await store.db.query(
    "UPDATE postmortems SET text = $1 WHERE incident_id = 1",
    [storable.join("\n\n")],
  );
  await store.db.query(
    `INSERT INTO maintenance_times (service_id, from_at, until_at) SELECT id, $1::timestamptz - interval '2 days', $1::timestamptz - interval '1 day' FROM services`,
    [new Date(seenAt - DAY)],
  );
}
