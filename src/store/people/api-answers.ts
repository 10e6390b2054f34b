import { DAY } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { type ApiAnswer, ApiAnswerEntity } from "../entities/tokens.ts";

/** So long an answer is kept for whoever asks again. */
const KEPT_MS = DAY;
/** Old ones go a few at a time, with each new one. */
const MOST_FORGOTTEN = 100;

/**
 * Takes a key for a request; false where it is taken. Whoever takes it at the same moment waits until the other one's
 * transaction has ended.
 */
export async function takeKey(
  tx: Db,
  {
    tokenId,
    key,
    request,
    at,
  }: Pick<ApiAnswer, "tokenId" | "key" | "request" | "at">,
): Promise<boolean> {
  await tx.query(
    `DELETE FROM api_answers WHERE (token_id, key) IN (
       SELECT token_id, key FROM api_answers WHERE at < to_timestamp($1::float8 / 1000) LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [at - KEPT_MS, MOST_FORGOTTEN],
  );
  const taken = await rows(
    tx,
    `INSERT INTO api_answers (token_id, key, request, status, body, at) VALUES ($1, $2, $3, 0, '', to_timestamp($4::float8 / 1000))
     ON CONFLICT DO NOTHING RETURNING 1`,
    [tokenId, key, request, at],
  );
  return taken.length === 1;
}

export async function answerOf(
  tx: Db,
  tokenId: number,
  key: string,
): Promise<ApiAnswer | null> {
  return tx.findOneBy(ApiAnswerEntity, { tokenId, key });
}

export async function keepAnswer(
  tx: Db,
  { tokenId, key }: Pick<ApiAnswer, "tokenId" | "key">,
  answer: Pick<ApiAnswer, "status" | "body">,
): Promise<void> {
  await tx.update(ApiAnswerEntity, { tokenId, key }, answer);
}

export async function giveKeyBack(
  tx: Db,
  { tokenId, key }: Pick<ApiAnswer, "tokenId" | "key">,
): Promise<void> {
  await tx.delete(ApiAnswerEntity, { tokenId, key });
}
