import { EntitySchema } from "typeorm";
import type { ReportKind } from "../../domain/report.ts";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, reference, text } from "./columns.ts";

/** A report that is sent by itself, again and again. */
export interface ReportSubscription {
  id: number;
  outletId: number;
  /** Null: of all namespaces. */
  namespaceId: number | null;
  kind: ReportKind;
  /** Minutes since midnight, on the namespace's clocks. */
  atMinute: number;
  nextAt: Instant;
  /** A Slack user id. */
  createdBy: string;
  createdAt: Instant;
}

export const ReportSubscriptionEntity = new EntitySchema<ReportSubscription>({
  name: "ReportSubscription",
  tableName: "report_subscriptions",
  columns: {
    id: id("report_subscriptions"),
    outletId: reference(
      "outlet_id",
      "Outlet",
      "report_subscriptions_outlet_fkey",
    ),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "report_subscriptions_namespace_fkey",
      { nullable: true },
    ),
    kind: text(),
    atMinute: integer({ name: "at_minute" }),
    nextAt: instant({ name: "next_at" }),
    createdBy: text({ name: "created_by" }),
    createdAt: instant({ name: "created_at" }),
  },
  uniques: [
    {
      name: "report_subscriptions_target_key",
      columns: ["outletId", "namespaceId", "kind"],
    },
  ],
  indices: [{ name: "report_subscriptions_due_idx", columns: ["nextAt"] }],
});
