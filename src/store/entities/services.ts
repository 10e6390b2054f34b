import { EntitySchema } from "typeorm";
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
  ],
});
