import {
  looksLikeToken,
  newToken,
  tokenHash,
} from "../../base/random-token.ts";
import { HOUR, type Instant, MINUTE } from "../../domain/time.ts";
import {
  deleteEndedSessions,
  deleteSession,
  deleteSessionsOf,
  insertSession,
  markSessionSeen,
  sessionByHash,
  type WebSession,
} from "../../store/people/sessions.ts";
import type { Context } from "../context.ts";
import { audit } from "./permission.ts";

export type { WebSession } from "../../store/people/sessions.ts";

const PREFIX = "web_";
/** A working day. */
export const LONGEST_SESSION_MS = 8 * HOUR;
/** Who does not come back for so long has left the screen to others. */
export const IDLE_MS = HOUR;
/** Of one person at once; the oldest end for new ones. */
const MOST_SESSIONS = 20;
/** When a session was last used is not written down more often. */
const SEEN_WRITTEN_EVERY_MS = MINUTE;

/** Signs the actor in. `token` is for their browser alone, and kept nowhere. */
export async function openSession(
  context: Context,
): Promise<{ token: string; session: WebSession }> {
  const { actor, now, store } = context;
  const token = newToken(PREFIX);
  return store.transaction(async (tx) => {
    const session = await insertSession(tx, {
      personId: actor.id,
      hash: tokenHash(token),
      createdAt: now,
      expiresAt: now + LONGEST_SESSION_MS,
      seenAt: now,
    });
    await deleteSessionsOf(tx, actor.id, { keep: MOST_SESSIONS });
    await audit(tx, context, "sign in", "status page");
    return { token, session };
  });
}

/**
 * The session that a browser's token is of; null where it has ended. It goes on for another while where the person
 * themselves came, not a page that renews itself.
 */
export async function useSession(
  { store: { db }, now }: Pick<Context, "store" | "now">,
  token: string,
  { isPerson }: { isPerson: boolean },
): Promise<WebSession | null> {
  if (!looksLikeToken(token, PREFIX)) return null;
  const session = await sessionByHash(db, tokenHash(token));
  if (session === null || hasEnded(session, now)) return null;
  if (isPerson && now - session.seenAt >= SEEN_WRITTEN_EVERY_MS)
    await markSessionSeen(db, session.id, now);
  return session;
}

function hasEnded({ expiresAt, seenAt }: WebSession, now: Instant): boolean {
  return now >= expiresAt || now - seenAt >= IDLE_MS;
}

/** Signs the actor out: of one session, or of all of theirs. */
export async function closeSession(
  context: Context,
  session: Pick<WebSession, "id">,
  { everywhere }: { everywhere: boolean },
): Promise<void> {
  const { actor, store } = context;
  await store.transaction(async (tx) => {
    if (everywhere) await deleteSessionsOf(tx, actor.id, { keep: 0 });
    else await deleteSession(tx, session.id);
    await audit(tx, context, "sign out", "status page", { everywhere });
  });
}

/** Ends all sessions of somebody who is no member any more. */
export async function endSessionsOf(
  { store }: Pick<Context, "store">,
  personId: string,
): Promise<void> {
  await deleteSessionsOf(store.db, personId, { keep: 0 });
}

/** Forgets the sessions that are over. */
export async function tidySessions({ store, now }: Context): Promise<void> {
  await deleteEndedSessions(store.db, { now, idleSince: now - IDLE_MS });
}
