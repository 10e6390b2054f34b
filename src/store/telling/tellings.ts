import type { Topic } from "../../domain/fold.ts";
import type { Instant } from "../../domain/time.ts";
import { affected, type Db } from "../db.ts";
import { wishEdit } from "./edits.ts";

/**
 * Fixes what will be sent and that it is being sent: all of it or nothing. False where one of them is no longer waiting,
 * since the words would tell of it, too.
 */
export async function beginPost(
  tx: Db,
  post: {
    ids: number[];
    threadId: number | null;
    topic: Topic;
    payload: unknown;
    now: Instant;
  },
): Promise<boolean> {
  const [leadId] = post.ids;
  const begun = await affected(
    tx,
    `WITH waiting AS (SELECT id FROM deliveries WHERE id = ANY ($1::integer[]) AND state = 'planned' ORDER BY id FOR UPDATE)
     UPDATE deliveries SET state = 'sending', post_id = $2, thread_id = $3, topic = $4, attempts = attempts + 1,
       attempted_at = to_timestamp($5::float8 / 1000), failure = NULL, payload = CASE WHEN id = $2 THEN $6::jsonb END
     WHERE id = ANY ($1::integer[]) AND (SELECT count(*) FROM waiting) = cardinality($1::integer[])`,
    [
      post.ids,
      leadId,
      post.threadId,
      post.topic,
      post.now,
      JSON.stringify(post.payload),
    ],
  );
  return begun === post.ids.length;
}

/** Another attempt, of this number, at the same message. False where somebody dropped it meanwhile. */
export async function beginAgain(
  tx: Db,
  postId: number,
  attempt: number,
  now: Instant,
): Promise<boolean> {
  const begun = await affected(
    tx,
    `UPDATE deliveries SET state = 'sending', attempts = $3, attempted_at = COALESCE(attempted_at, to_timestamp($2::float8 / 1000))
     WHERE post_id = $1 AND state IN ('sending', 'retry', 'ambiguous')`,
    [postId, now, attempt],
  );
  return begun > 0;
}

/** Lets deliveries join a message that is out: when it is brought up to date, it lists them. */
export async function beginJoin(
  tx: Db,
  ids: number[],
  postId: number,
  now: Instant,
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET state = 'sending', post_id = $2, thread_id = (SELECT thread_id FROM deliveries WHERE id = $2),
       attempts = attempts + 1, attempted_at = to_timestamp($3::float8 / 1000), failure = NULL
     WHERE id = ANY ($1::integer[]) AND state = 'planned'`,
    [ids, postId, now],
  );
  await wishEdit(tx, postId, now);
}

/** The message is out: all that it tells are sent. */
export async function markSent(
  tx: Db,
  postId: number,
  remoteId: string,
  now: Instant,
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET state = 'sent', sent_at = to_timestamp($3::float8 / 1000), failure = NULL,
       remote_id = CASE WHEN id = $1 THEN $2 END
     WHERE post_id = $1 AND state IN ('sending', 'retry', 'ambiguous')`,
    [postId, remoteId, now],
  );
}

/** The message shows what these tell. */
export async function markJoined(
  tx: Db,
  postId: number,
  now: Instant,
): Promise<void> {
  await affected(
    tx,
    "UPDATE deliveries SET state = 'sent', sent_at = to_timestamp($2::float8 / 1000), failure = NULL WHERE post_id = $1 AND id <> $1 AND state = 'sending'",
    [postId, now],
  );
}

export async function markUnsent(
  tx: Db,
  postId: number,
  outcome: {
    state: "retry" | "ambiguous" | "dead";
    failure: string;
    nextAttemptAt: Instant;
  },
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET state = $2, failure = $3, next_attempt_at = to_timestamp($4::float8 / 1000),
       edit_due_at = CASE WHEN $2 <> 'dead' THEN edit_due_at END
     WHERE post_id = $1 AND state IN ('sending', 'retry', 'ambiguous')`,
    [postId, outcome.state, outcome.failure, outcome.nextAttemptAt],
  );
}

/** A message is gone: nothing joins it any more, and what was about to is told anew. */
export async function markGone(
  tx: Db,
  postId: number,
  failure: string,
): Promise<void> {
  await affected(
    tx,
    "UPDATE deliveries SET topic = NULL, edit_due_at = NULL, failure = $2 WHERE id = $1",
    [postId, failure],
  );
  await affected(
    tx,
    `UPDATE deliveries SET state = 'planned', post_id = NULL, thread_id = NULL WHERE post_id = $1 AND id <> $1 AND state = 'sending'`,
    [postId],
  );
}
