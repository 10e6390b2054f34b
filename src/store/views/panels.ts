import type { Facts } from "../../domain/result.ts";
import type { Instant } from "../../domain/time.ts";
import { tellChange } from "../changes.ts";
import { affected, type Db, rows } from "../db.ts";
import {
  type Panel,
  PanelEntity,
  type PanelImage,
  PanelImageEntity,
} from "../entities/panels.ts";

/** A panel with what it belongs to, and what is pushed into it as far as everybody may know. */
export interface PanelLine extends Panel {
  namespaceSlug: string;
  namespaceName: string;
  owners: string[];
  /** Of a printer: what it said last. */
  facts: Facts | null;
  factsAt: Instant | null;
  everyMs: number | null;
  image: { digest: string; width: number; height: number } | null;
}

const LINE = `
  SELECT p.id, p.namespace_id AS "namespaceId", p.name, p.name_key AS "nameKey", p.slug, p.monitor_id AS "monitorId",
    p.token_hash AS "tokenHash", p.expected_every_ms AS "expectedEveryMs", p.created_by AS "createdBy", p.created_at AS "createdAt",
    p.pushed_at AS "pushedAt", n.slug AS "namespaceSlug", n.name AS "namespaceName", n.owners, f.facts, f.at AS "factsAt",
    m.every_ms AS "everyMs",
    CASE WHEN i.panel_id IS NOT NULL THEN jsonb_build_object('digest', i.digest, 'width', i.width, 'height', i.height) END AS image
  FROM panels p JOIN namespaces n ON n.id = p.namespace_id LEFT JOIN panel_images i ON i.panel_id = p.id
    LEFT JOIN monitors m ON m.id = p.monitor_id LEFT JOIN monitor_facts f ON f.monitor_id = p.monitor_id
  WHERE (p.monitor_id IS NULL OR m.removed_at IS NULL)`;

export async function listPanels(db: Db): Promise<PanelLine[]> {
  return rows(db, `${LINE} ORDER BY n.slug, p.id`);
}

export async function panelByToken(
  db: Db,
  hash: string,
): Promise<PanelLine | null> {
  const [panel] = await rows<PanelLine>(db, `${LINE} AND p.token_hash = $1`, [
    hash,
  ]);
  return panel ?? null;
}

export async function insertPanel(
  tx: Db,
  panel: Omit<Panel, "id">,
): Promise<Panel> {
  return tx.save(PanelEntity, panel);
}

export async function countPanels(
  db: Db,
  namespaceId: number,
): Promise<number> {
  return db.countBy(PanelEntity, { namespaceId });
}

export async function isPanelSlugTaken(db: Db, slug: string): Promise<boolean> {
  return db.existsBy(PanelEntity, { slug });
}

export async function setPanelToken(
  tx: Db,
  id: number,
  tokenHash: string,
): Promise<void> {
  await tx.update(PanelEntity, { id }, { tokenHash });
}

/** False where it was gone already. */
export async function deletePanel(tx: Db, id: number): Promise<boolean> {
  return (await affected(tx, "DELETE FROM panels WHERE id = $1", [id])) === 1;
}

/** One push at a time of each panel, until the transaction ends; false where it was removed meanwhile. */
export async function lockPanel(tx: Db, id: number): Promise<boolean> {
  const found = await rows(tx, "SELECT FROM panels WHERE id = $1 FOR UPDATE", [
    id,
  ]);
  return found.length === 1;
}

/** False where it was removed meanwhile. */
export async function markPushed(
  tx: Db,
  id: number,
  at: Instant,
): Promise<boolean> {
  const changed = await affected(
    tx,
    "UPDATE panels SET pushed_at = greatest(pushed_at, to_timestamp($2::float8 / 1000)) WHERE id = $1",
    [id, at],
  );
  await tellChange(tx);
  return changed === 1;
}

export async function putImage(tx: Db, image: PanelImage): Promise<void> {
  await tx.upsert(PanelImageEntity, image, ["panelId"]);
}

/** The picture of a panel, by its place in addresses. */
export async function imageOf(
  db: Db,
  slug: string,
): Promise<Pick<PanelImage, "type" | "digest" | "content"> | null> {
  const [image] = await rows<Pick<PanelImage, "type" | "digest" | "content">>(
    db,
    "SELECT i.type, i.digest, i.content FROM panel_images i JOIN panels p ON p.id = i.panel_id WHERE p.slug = $1",
    [slug],
  );
  return image ?? null;
}

export interface SeriesPoint {
  name: string;
  at: Instant;
  value: number;
  unit: string;
}

export async function seriesNames(db: Db, panelId: number): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db,
    "SELECT DISTINCT name FROM panel_values WHERE panel_id = $1",
    [panelId],
  );
  return found.map(({ name }) => name);
}

/** Adds numbers at an instant; a second one of the same name and instant takes the place of the first. */
export async function addValues(
  tx: Db,
  panelId: number,
  at: Instant,
  values: readonly { name: string; value: number; unit: string }[],
): Promise<void> {
  await tx.query(
    `INSERT INTO panel_values (panel_id, name, at, value, unit)
     SELECT DISTINCT ON (name) $1::int, name, to_timestamp($2::float8 / 1000), value, unit
     FROM unnest($3::text[], $4::float8[], $5::text[]) WITH ORDINALITY AS given (name, value, unit, n) ORDER BY name, n DESC
     ON CONFLICT ON CONSTRAINT panel_values_pkey DO UPDATE SET value = excluded.value, unit = excluded.unit`,
    [
      panelId,
      at,
      values.map(({ name }) => name),
      values.map(({ value }) => value),
      values.map(({ unit }) => unit),
    ],
  );
}

/** Forgets what is older than an instant, and all but the latest so many of each name. */
export async function trimValues(
  tx: Db,
  panelId: number,
  { before, most }: { before: Instant; most: number },
): Promise<void> {
  await tx.query(
    `DELETE FROM panel_values v USING (
       SELECT name, at, row_number() OVER (PARTITION BY name ORDER BY at DESC) AS n FROM panel_values WHERE panel_id = $1) ranked
     WHERE v.panel_id = $1 AND v.name = ranked.name AND v.at = ranked.at
       AND (ranked.n > $3 OR ranked.at < to_timestamp($2::float8 / 1000))`,
    [panelId, before, most],
  );
}

/** All points of a panel, name by name, the oldest first. */
export async function valuesOf(
  db: Db,
  panelId: number,
): Promise<SeriesPoint[]> {
  return rows(
    db,
    "SELECT name, at, value, unit FROM panel_values WHERE panel_id = $1 ORDER BY name, at",
    [panelId],
  );
}
