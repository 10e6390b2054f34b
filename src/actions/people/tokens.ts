import {
  looksLikeToken,
  newToken,
  tokenHash,
} from "../../base/random-token.ts";
import { cleanName, nameKey } from "../../domain/names.ts";
import type { Scope } from "../../domain/scopes.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { errorCode } from "../../store/db.ts";
import {
  countTokens,
  deleteToken,
  insertToken,
  listTokens,
  markTokenUsed,
  tokenByHash,
  tokenById,
  type TokenLine,
} from "../../store/people/tokens.ts";
import { UNIQUE_VIOLATION } from "../targets/add-monitor.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotAct, mayNotAdminister } from "./permission.ts";

export type { TokenLine } from "../../store/people/tokens.ts";

const PREFIX = "allswell_";
export const LONGEST_TOKEN_LIFE_MS = 366 * DAY;
export const USUAL_TOKEN_LIFE_MS = 365 * DAY;
const SHORTEST_LIFE_MS = HOUR;
const MOST_TOKENS = 20;
const MOST_LISTED = 200;
/** When a token was last used is not written down more often. */
const USE_WRITTEN_EVERY_MS = MINUTE;

export interface NewToken {
  name: string;
  scope: Scope;
  lifeMs: number;
}

/** Makes a token that acts for the actor. `token` is told this once and kept nowhere. */
export async function makeToken(
  context: Context,
  wish: NewToken,
): Promise<{ ok: true; token: string; line: TokenLine } | Refusal> {
  const refusal = mayNotAct(context) ?? lifeProblem(wish.lifeMs);
  if (refusal !== undefined) return refusal;
  const cleaned = cleanName(wish.name);
  if (!cleaned.ok) return refuse("invalid", cleaned.text);
  const { actor, now, store } = context;
  if ((await countTokens(store.db, actor.id)) >= MOST_TOKENS)
    return refuse(
      "too-many",
      `You have ${MOST_TOKENS} tokens already: take one back by \`token revoke\` first.`,
    );
  const token = newToken(PREFIX);
  try {
    return await store.transaction(async (tx) => {
      const line = await insertToken(tx, {
        personId: actor.id,
        personName: actor.name,
        name: cleaned.name,
        nameKey: nameKey(cleaned.name),
        scope: wish.scope,
        hash: tokenHash(token),
        createdAt: now,
        expiresAt: now + wish.lifeMs,
        lastUsedAt: null,
      });
      await audit(tx, context, "token new", cleaned.name, {
        scope: wish.scope,
        expiresAt: line.expiresAt,
      });
      return { ok: true as const, token, line };
    });
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return refuse(
      "taken",
      `You have a token of this name already: give it another name, or take back the old one by \`token revoke "${cleaned.name}"\`.`,
    );
  }
}

function lifeProblem(lifeMs: number): Refusal | undefined {
  if (lifeMs > LONGEST_TOKEN_LIFE_MS)
    return refuse("too-long", "A token may live a year at most.");
  return lifeMs < SHORTEST_LIFE_MS
    ? refuse("too-short", "A token lives an hour at least.")
    : undefined;
}

/** The actor's own tokens, and for admins those of all others. */
export async function showTokens(
  context: Context,
): Promise<{ ok: true; own: TokenLine[]; others: TokenLine[] } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const { actor, store } = context;
  const own = await listTokens(store.db, actor.id, MOST_TOKENS);
  const all =
    mayNotAdminister(context, null) === undefined
      ? await listTokens(store.db, null, MOST_LISTED)
      : [];
  return {
    ok: true,
    own,
    others: all.filter(({ personId }) => personId !== actor.id),
  };
}

/** One of the actor's own tokens by its name, or any that the actor may see by its number. */
export async function findToken(
  context: Context,
  named: string,
): Promise<{ ok: true; id: number } | Refusal> {
  const shown = await showTokens(context);
  if (!shown.ok) return shown;
  const key = nameKey(named);
  const byName = shown.own.filter(({ name }) => nameKey(name) === key);
  const byNumber = [...shown.own, ...shown.others].filter(
    ({ id }) => String(id) === named.replace(/^#/, ""),
  );
  const [token] = [...byName, ...byNumber];
  return token === undefined
    ? refuse(
        "not-found",
        "There is no such token of yours: `token list` shows them.",
      )
    : { ok: true, id: token.id };
}

/** Takes a token back, at once: one's own, or as an admin anybody's. */
export async function revokeToken(
  context: Context,
  id: number,
): Promise<{ ok: true; line: TokenLine } | Refusal> {
  return context.store.transaction(async (tx) => {
    const line = await tokenById(tx, id);
    const gone = refuse("gone", "This token was taken back already.");
    if (line === null) return gone;
    const isOwn = line.personId === context.actor.id;
    const refusal = isOwn
      ? mayNotAct(context)
      : mayNotAdminister(context, null);
    if (refusal !== undefined) return refusal;
    if (!(await deleteToken(tx, id))) return gone;
    await audit(tx, context, "token revoke", line.name, {
      of: line.personName,
    });
    return { ok: true as const, line };
  });
}

/** The token that a text is, where it is one and has not ended; its use is noted. */
export async function useToken(
  { store, now }: Pick<Context, "store" | "now">,
  text: string,
): Promise<{ ok: true; line: TokenLine } | Refusal> {
  const line = looksLikeToken(text, PREFIX)
    ? await tokenByHash(store.db, tokenHash(text))
    : null;
  if (line === null)
    return refuse(
      "wrong-token",
      "This token is not known: it was mistyped or taken back. `/allswell token new` in Slack makes one.",
    );
  if (line.expiresAt <= now)
    return refuse(
      "expired-token",
      "This token has ended: `/allswell token new` in Slack makes another.",
    );
  const isNoted =
    line.lastUsedAt !== null && now - line.lastUsedAt < USE_WRITTEN_EVERY_MS;
  if (!isNoted) await markTokenUsed(store.db, line.id, now);
  return { ok: true, line };
}
