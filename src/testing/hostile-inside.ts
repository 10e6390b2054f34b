// Hostile texts in all that only those see who are signed in.
import { storable } from "../base/text.ts";
import { rows, type Store } from "../store/db.ts";
import { hostileTexts } from "./hostile.ts";

/** Plants them in incident 1 and around a monitor; those that would do something where they stood as they are. */
export async function plantHostile(
  store: Store,
  monitorId: number,
): Promise<string[]> {
  const texts = hostileTexts.map(storable);
  const all = texts.join("\n");
  const facts = JSON.stringify({
    ...Object.fromEntries(texts.map((text) => [`fact ${text}`, text])),
    disks: all,
  });
  const plant = (sql: string, values: unknown[]): Promise<unknown> =>
    rows(store.db, `${sql} RETURNING 1`, values);
  await plant(
    `INSERT INTO monitor_facts (monitor_id, at, facts) VALUES ($1, now(), $2::jsonb)
     ON CONFLICT (monitor_id) DO UPDATE SET facts = EXCLUDED.facts`,
    [monitorId, facts],
  );
  await plant(
    "INSERT INTO results (at, monitor_id, latency_ms, outcome, reason, facts) VALUES (now() + interval '1 minute', $1, 1, 2, $2, $3::jsonb)",
    [monitorId, all, facts],
  );
  await plant(
    "UPDATE monitors SET name = $2, settings = jsonb_build_object('url', $2::text, $2::text, 'x') WHERE id = $1",
    [monitorId, all],
  );
  await plant(
    "UPDATE incidents SET reason = $1, acknowledged_by = $1 WHERE id = 1",
    [all],
  );
  await plant(
    "INSERT INTO incident_entries (incident_id, at, kind, text, actor) VALUES (1, now(), 'looked', $1, $1)",
    [all],
  );
  const sight = {
    name: all,
    outcome: "down",
    took: all,
    reason: all,
    facts: JSON.parse(facts) as object,
    earlier: [{ at: 0, outcome: "down", took: all, reason: all }],
  };
  await plant(
    "INSERT INTO incident_looks (incident_id, at, actor, evidence) VALUES (1, now(), $1, $2::jsonb) ON CONFLICT (incident_id) DO UPDATE SET actor = EXCLUDED.actor, evidence = EXCLUDED.evidence",
    [all, JSON.stringify({ sights: [sight], left: 0 })],
  );
  await plant("UPDATE deliveries SET failure = $1, state = 'retry'", [all]);
  await plant("UPDATE outlets SET label = $1", [all]);
  await plant("UPDATE services SET runbook = 'javascript:alert(1)'", []);
  return texts.filter((text) => /<[a-z!/]/i.test(text));
}
