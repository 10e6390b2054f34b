import type { Instant } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";
import { type ApiToken, ApiTokenEntity } from "../entities/tokens.ts";

/** A token as it is listed: without its hash. */
export type TokenLine = Omit<ApiToken, "hash" | "nameKey">;

const COLUMNS = `id, person_id AS "personId", person_name AS "personName", name, scope, created_at AS "createdAt",
  expires_at AS "expiresAt", last_used_at AS "lastUsedAt"`;

/** A person's tokens, or (null) everybody's, the latest first. */
export async function listTokens(
  db: Db,
  personId: string | null,
  limit: number,
): Promise<TokenLine[]> {
  return rows(
    db,
    `SELECT ${COLUMNS} FROM api_tokens WHERE $1::text IS NULL OR person_id = $1 ORDER BY id DESC LIMIT $2`,
    [personId, limit],
  );
}

export async function tokenByHash(
  db: Db,
  hash: string,
): Promise<TokenLine | null> {
  const [token] = await rows<TokenLine>(
    db,
    `SELECT ${COLUMNS} FROM api_tokens WHERE hash = $1`,
    [hash],
  );
  return token ?? null;
}

export async function tokenById(db: Db, id: number): Promise<TokenLine | null> {
  const [token] = await rows<TokenLine>(
    db,
    `SELECT ${COLUMNS} FROM api_tokens WHERE id = $1`,
    [id],
  );
  return token ?? null;
}

export async function insertToken(
  tx: Db,
  token: Omit<ApiToken, "id">,
): Promise<ApiToken> {
  return tx.save(ApiTokenEntity, token);
}

export async function countTokens(db: Db, personId: string): Promise<number> {
  return db.countBy(ApiTokenEntity, { personId });
}

/** False where it was gone already. */
export async function deleteToken(tx: Db, id: number): Promise<boolean> {
  return (
    (await affected(tx, "DELETE FROM api_tokens WHERE id = $1", [id])) === 1
  );
}

export async function markTokenUsed(
  db: Db,
  id: number,
  at: Instant,
): Promise<void> {
  await db.update(ApiTokenEntity, { id }, { lastUsedAt: at });
}
