import type {
  MaintenanceReason,
  OccurrenceState,
} from "../../domain/maintenance.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import type { MaintenanceFacts } from "../entities/announcements.ts";
import { SITE, type SiteRow } from "../views/public.ts";

/** One time of a window as a message tells it: how it stands now, and what was decided with its latest news. */
export interface MaintenanceStory {
  outletId: number;
  occurrenceId: number;
  windowId: number;
  /** Null where customers do not read of it, or in several places. */
  site: SiteRow | null;
  state: OccurrenceState;
  title: string;
  note: string;
  purpose: string;
  startsAt: Instant;
  endsAt: Instant;
  beganAt: Instant | null;
  endedAt: Instant | null;
  /** When the window's next time begins; null where this is the last. */
  nextAt: Instant | null;
  /** What is new of it, in order. */
  news: MaintenanceReason[];
  facts: MaintenanceFacts;
}

const STORY = `
  SELECT d.outlet_id AS "outletId", o.id AS "occurrenceId", o.window_id AS "windowId", o.state, w.title, w.note, w.purpose, o.starts_at AS "startsAt", o.ends_at AS "endsAt",
    o.began_at AS "beganAt", o.ended_at AS "endedAt",
    (SELECT min(n.starts_at) FROM maintenance_occurrences n WHERE n.window_id = w.id AND n.state IN ('planned', 'running') AND n.slot_at > o.slot_at) AS "nextAt",
    (SELECT CASE WHEN count(*) = 1 THEN (array_agg(${SITE}))[1] END FROM namespaces n LEFT JOIN appearances a ON a.namespace_id = n.id
      WHERE w.tells_customers AND EXISTS (
        SELECT FROM maintenance_scopes c LEFT JOIN monitors m ON m.id = c.monitor_id LEFT JOIN services s ON s.id = COALESCE(c.service_id, m.service_id)
        WHERE c.window_id = w.id AND n.id = COALESCE(c.namespace_id, s.namespace_id))) AS site,
    array_agg(d.reason ORDER BY d.id) AS news,
    (array_agg(a.facts ORDER BY d.id DESC))[1] AS facts
  FROM deliveries d JOIN announcements a ON a.id = d.announcement_id
    JOIN maintenance_occurrences o ON o.id = d.occurrence_id JOIN maintenance_windows w ON w.id = o.window_id`;

/** What deliveries of one maintenance have to say. */
export async function maintenanceOf(
  db: Db,
  deliveryIds: number[],
): Promise<MaintenanceStory | null> {
  const [story] = await rows<MaintenanceStory>(
    db,
    `${STORY} WHERE d.id = ANY ($1::integer[]) GROUP BY d.outlet_id, o.id, w.id`,
    [deliveryIds],
  );
  return story ?? null;
}

/** The maintenance that a message is about, as it stands now. Its latest news may stand below the message. */
export async function maintenanceIn(
  db: Db,
  postId: number,
): Promise<MaintenanceStory | null> {
  const [story] = await rows<MaintenanceStory>(
    db,
    `${STORY} WHERE (d.occurrence_id, d.outlet_id) = (SELECT occurrence_id, outlet_id FROM deliveries WHERE id = $1)
       AND (d.post_id = $1 OR d.thread_id = $1)
     GROUP BY d.outlet_id, o.id, w.id`,
    [postId],
  );
  return story ?? null;
}

/** What each outlet was told of one time of a window, or will be (not what is held): outlet id to reasons in order. */
export async function toldOfMaintenance(
  db: Db,
  occurrenceId: number,
): Promise<Map<number, MaintenanceReason[]>> {
  const told = await rows<{ outletId: number; reasons: MaintenanceReason[] }>(
    db,
    `SELECT outlet_id AS "outletId", array_agg(reason ORDER BY id) AS reasons FROM deliveries
     WHERE occurrence_id = $1 AND state NOT IN ('dead', 'dropped') AND (state <> 'planned' OR next_attempt_at < '9999-01-01') GROUP BY outlet_id`,
    [occurrenceId],
  );
  return new Map(told.map(({ outletId, reasons }) => [outletId, reasons]));
}
