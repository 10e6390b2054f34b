import { EntitySchema } from "typeorm";
import type { PageLevel } from "../../domain/paging.ts";
import type { Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { flag, id, instant, reference, text } from "./columns.ts";

/** One thing that customers know by name. */
export interface Service {
  id: number;
  namespaceId: number;
  name: string;
  /** The name as it is compared: see nameKey(). */
  nameKey: string;
  /** Its place in URLs, unique over all namespaces. */
  slug: string;
  public: boolean;
  /** Where it is written what to do when it is down: an http address. */
  runbook: string | null;
  /** Whether its trouble calls the person on call. */
  pages: PageLevel;
  status: Status;
  statusSince: Instant;
  createdAt: Instant;
  removedAt: Instant | null;
}

export const ServiceEntity = new EntitySchema<Service>({
  name: "Service",
  tableName: "services",
  columns: {
    id: id("services"),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "services_namespace_fkey",
    ),
    name: text(),
    nameKey: text({ name: "name_key" }),
    slug: text(),
    public: flag(),
    runbook: text({ nullable: true }),
    pages: text({ default: "no" }),
    status: text(),
    statusSince: instant({ name: "status_since" }),
    createdAt: instant({ name: "created_at" }),
    removedAt: instant({ name: "removed_at", nullable: true }),
  },
  indices: [
    {
      name: "services_name_key",
      columns: ["namespaceId", "nameKey"],
      unique: true,
      where: "(removed_at IS NULL)",
    },
    {
      name: "services_slug_key",
      columns: ["slug"],
      unique: true,
      where: "(removed_at IS NULL)",
    },
    {
      name: "services_search_idx",
      columns: ["nameKey"],
      where: "(removed_at IS NULL)",
    },
    {
      name: "services_removed_idx",
      columns: ["removedAt"],
      where: "(removed_at IS NOT NULL)",
    },
  ],
});

/** A place in URLs that a service had before, and that still leads to it. */
export interface FormerSlug {
  slug: string;
  serviceId: number;
}

export const FormerSlugEntity = new EntitySchema<FormerSlug>({
  name: "FormerSlug",
  tableName: "former_slugs",
  columns: {
    slug: text({
      primary: true,
      primaryKeyConstraintName: "former_slugs_pkey",
    }),
    serviceId: reference("service_id", "Service", "former_slugs_service_fkey"),
  },
});
