import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { instant, integer, text } from "./columns.ts";

/** An SMS that came to our number. */
export interface ReceivedSms {
  /** Twilio's. */
  sid: string;
  sender: string;
  recipient: string;
  text: string;
  at: Instant;
  /** When it was acted on; null before. */
  handledAt: Instant | null;
  /** Of what is acted on in parts: the service up to which that was done; null before it is begun. */
  actedTo: number | null;
  /** How many incidents that was. */
  actedCount: number;
}

export const ReceivedSmsEntity = new EntitySchema<ReceivedSms>({
  name: "ReceivedSms",
  tableName: "sms_received",
  columns: {
    sid: text({ primary: true, primaryKeyConstraintName: "sms_received_pkey" }),
    sender: text(),
    recipient: text(),
    text: text(),
    at: instant(),
    handledAt: instant({ name: "handled_at", nullable: true }),
    actedTo: integer({ name: "acted_to", nullable: true }),
    actedCount: integer({ name: "acted_count", default: 0 }),
  },
  indices: [
    { name: "sms_received_idx", columns: ["recipient", "at"] },
    {
      name: "sms_received_new_idx",
      columns: ["at"],
      where: "(handled_at IS NULL)",
    },
  ],
});

/** How far Twilio has come with an SMS of ours. */
export interface SmsStatus {
  sid: string;
  status: string;
  stage: number;
  errorCode: number | null;
  at: Instant;
}

export const SmsStatusEntity = new EntitySchema<SmsStatus>({
  name: "SmsStatus",
  tableName: "sms_statuses",
  columns: {
    sid: text({
      primary: true,
      primaryKeyConstraintName: "sms_statuses_pkey",
    }),
    status: text(),
    stage: integer(),
    errorCode: integer({ name: "error_code", nullable: true }),
    at: instant(),
  },
  indices: [{ name: "sms_statuses_at_idx", columns: ["at"] }],
});
