import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, reference, text } from "./columns.ts";

/** A place on a namespace's page for what a script pushes, or for what a printer says of itself. */
export interface Panel {
  id: number;
  namespaceId: number;
  name: string;
  nameKey: string;
  slug: string;
  /** The printer whose levels it shows; null where a script pushes. */
  monitorId: number | null;
  /** SHA-256 of the panel's own token, base64url; null where a printer speaks. */
  tokenHash: string | null;
  /** So often something new is expected; null: nobody said. */
  expectedEveryMs: number | null;
  createdBy: string;
  createdAt: Instant;
  pushedAt: Instant | null;
}

export const PanelEntity = new EntitySchema<Panel>({
  name: "Panel",
  tableName: "panels",
  columns: {
    id: id("panels"),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "panels_namespace_fkey",
    ),
    name: text(),
    nameKey: text({ name: "name_key" }),
    slug: text(),
    monitorId: reference("monitor_id", "Monitor", "panels_monitor_fkey", {
      nullable: true,
    }),
    tokenHash: text({ name: "token_hash", nullable: true }),
    expectedEveryMs: integer({ name: "expected_every_ms", nullable: true }),
    createdBy: text({ name: "created_by" }),
    createdAt: instant({ name: "created_at" }),
    pushedAt: instant({ name: "pushed_at", nullable: true }),
  },
  uniques: [
    { name: "panels_slug_key", columns: ["slug"] },
    { name: "panels_token_key", columns: ["tokenHash"] },
    { name: "panels_name_key", columns: ["namespaceId", "nameKey"] },
    { name: "panels_monitor_key", columns: ["monitorId"] },
  ],
  checks: [
    {
      name: "panels_source_check",
      expression: "num_nonnulls(monitor_id, token_hash) = 1",
    },
  ],
});

/** The picture that was pushed last, made safe. */
export interface PanelImage {
  panelId: number;
  type: "image/png" | "image/jpeg";
  width: number;
  height: number;
  digest: string;
  content: Buffer;
}

export const PanelImageEntity = new EntitySchema<PanelImage>({
  name: "PanelImage",
  tableName: "panel_images",
  columns: {
    panelId: reference("panel_id", "Panel", "panel_images_panel_fkey", {
      primary: true,
      primaryKeyConstraintName: "panel_images_pkey",
    }),
    type: text(),
    width: integer(),
    height: integer(),
    digest: text(),
    content: { type: "bytea" },
  },
});

/** One number of a series. */
export interface PanelValue {
  panelId: number;
  name: string;
  at: Instant;
  value: number;
  unit: string;
}

const partOfKey = {
  primary: true,
  primaryKeyConstraintName: "panel_values_pkey",
};

export const PanelValueEntity = new EntitySchema<PanelValue>({
  name: "PanelValue",
  tableName: "panel_values",
  columns: {
    panelId: reference(
      "panel_id",
      "Panel",
      "panel_values_panel_fkey",
      partOfKey,
    ),
    name: text(partOfKey),
    at: instant(partOfKey),
    value: { type: "double precision" },
    unit: text(),
  },
});
