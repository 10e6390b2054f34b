import {
  answerOf,
  giveKeyBack,
  keepAnswer,
  takeKey,
} from "../store/people/api-answers.ts";
import {
  type Context,
  inTransaction,
  refuse,
  type Refusal,
} from "./context.ts";

/** What a request was answered. */
export interface Told {
  status: number;
  body: string;
}

export interface Repeatable {
  tokenId: number;
  /** The caller's own name for the request. */
  key: string;
  /** A digest of all that was asked. */
  request: string;
}

/**
 * Does what is asked once for each key: whoever asks again gets the first answer. The key, the work and its answer are one
 * transaction. Nothing is kept of what went wrong: it changed nothing, and may go well the next time.
 */
export async function answerOnce(
  context: Context,
  { tokenId, key, request }: Repeatable,
  work: (context: Context) => Promise<Told>,
): Promise<({ ok: true; isRepeated: boolean } & Told) | Refusal> {
  return context.store.transaction(async (tx) => {
    const row = { tokenId, key, request, at: context.now };
    if (!(await takeKey(tx, row))) {
      const known = await answerOf(tx, tokenId, key);
      return known?.request === request
        ? { ok: true, isRepeated: true, status: known.status, body: known.body }
        : refuse(
            "key-reused",
            "This Idempotency-Key was used for another request: use a new one.",
          );
    }
    const told = await work(inTransaction(context, tx));
    if (told.status < 400) await keepAnswer(tx, row, told);
    else await giveKeyBack(tx, row);
    return { ok: true, isRepeated: false, ...told };
  });
}
