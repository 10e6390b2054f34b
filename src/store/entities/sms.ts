import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { instant, text } from "./columns.ts";

/** An SMS that came to our number. */
export interface ReceivedSms {
  /** Twilio's. */
  sid: string;
  sender: string;
  recipient: string;
  text: string;
  at: Instant;
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
  },
  indices: [{ name: "sms_received_idx", columns: ["recipient", "at"] }],
});
