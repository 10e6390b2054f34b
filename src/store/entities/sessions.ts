import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { id, instant, text } from "./columns.ts";

/** Somebody who signed in on the web; what their browser holds is kept nowhere. */
export interface WebSession {
  id: number;
  /** Slack's id of the person. */
  personId: string;
  /** SHA-256 of the browser's token, base64url. */
  hash: string;
  createdAt: Instant;
  /** It ends then, however busy it is. */
  expiresAt: Instant;
  /** When the person last asked for a page, to the minute. */
  seenAt: Instant;
}

export const WebSessionEntity = new EntitySchema<WebSession>({
  name: "WebSession",
  tableName: "web_sessions",
  columns: {
    id: id("web_sessions"),
    personId: text({ name: "person_id" }),
    hash: text(),
    createdAt: instant({ name: "created_at" }),
    expiresAt: instant({ name: "expires_at" }),
    seenAt: instant({ name: "seen_at" }),
  },
  uniques: [{ name: "web_sessions_hash_key", columns: ["hash"] }],
  indices: [{ name: "web_sessions_person_idx", columns: ["personId", "id"] }],
});
