import { EntitySchema } from "typeorm";
import type { Scope } from "../../domain/scopes.ts";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, reference, text } from "./columns.ts";

/** A personal token of the API; the token itself is kept nowhere. */
export interface ApiToken {
  id: number;
  /** Slack's id of the person for whom it acts. */
  personId: string;
  personName: string;
  name: string;
  nameKey: string;
  scope: Scope;
  /** SHA-256 of the token, base64url. */
  hash: string;
  createdAt: Instant;
  expiresAt: Instant;
  /** To the minute. */
  lastUsedAt: Instant | null;
}

export const ApiTokenEntity = new EntitySchema<ApiToken>({
  name: "ApiToken",
  tableName: "api_tokens",
  columns: {
    id: id("api_tokens"),
    personId: text({ name: "person_id" }),
    personName: text({ name: "person_name" }),
    name: text(),
    nameKey: text({ name: "name_key" }),
    scope: text(),
    hash: text(),
    createdAt: instant({ name: "created_at" }),
    expiresAt: instant({ name: "expires_at" }),
    lastUsedAt: instant({ name: "last_used_at", nullable: true }),
  },
  uniques: [
    { name: "api_tokens_hash_key", columns: ["hash"] },
    { name: "api_tokens_name_key", columns: ["personId", "nameKey"] },
  ],
});

/** What a request that named a key was answered. */
export interface ApiAnswer {
  tokenId: number;
  key: string;
  /** SHA-256 of what was asked: the same key for another request is a mistake. */
  request: string;
  status: number;
  body: string;
  at: Instant;
}

export const ApiAnswerEntity = new EntitySchema<ApiAnswer>({
  name: "ApiAnswer",
  tableName: "api_answers",
  columns: {
    tokenId: reference("token_id", "ApiToken", "api_answers_token_fkey", {
      primary: true,
      primaryKeyConstraintName: "api_answers_pkey",
    }),
    key: text({
      primary: true,
      primaryKeyConstraintName: "api_answers_pkey",
    }),
    request: text(),
    status: integer(),
    body: text(),
    at: instant(),
  },
  indices: [{ name: "api_answers_at_idx", columns: ["at"] }],
});
