import type { SecretBox } from "../base/secret-box.ts";
import type { Grant } from "../domain/roles.ts";
import type { Instant } from "../domain/time.ts";
import type { Db, Store } from "../store/db.ts";

/**
 * Who wants something. An admin changes everything, a member looks and acknowledges and does what the grants allow
 * besides, a guest only looks, and so does somebody of whom it cannot be told.
 */
export interface Actor {
  /** A Slack user id, or "system" or "command line". */
  id: string;
  /** How people know them; shown instead of a mention, which would ring their bell. */
  name: string;
  role: "admin" | "member" | "guest" | "unknown";
  /** What was given to a member, or to a user group that the member belongs to. */
  grants?: readonly Grant[];
  /** The IANA zone of their Slack profile, where Slack tells it. */
  zone?: string;
  /** A guest where guests may not even look, or somebody who may be one. */
  isShutOut?: true;
}

export const system: Actor = { id: "system", name: "allswell", role: "admin" };
export const commandLine: Actor = {
  id: "command line",
  name: "the command line",
  role: "admin",
};

/** What every verb gets: the store, the time, and who asks. */
export interface Context {
  store: Store;
  secrets: SecretBox;
  now: Instant;
  actor: Actor;
}

/** The same within an open transaction: several verbs that are done together, or not at all. */
export function inTransaction(context: Context, tx: Db): Context {
  const { store } = context;
  return {
    ...context,
    store: {
      db: tx,
      transaction: (work) => tx.transaction(work),
      close: () => store.close(),
    },
  };
}

/** What is wrong with one field of a form. */
export interface Problem {
  field: string;
  text: string;
}

/** An expected "no": a stable kind for programs, one clear sentence for the person who asked. */
export interface Refusal {
  ok: false;
  kind: string;
  text: string;
  /** What to type in Slack to get further; by SMS and through the API nobody is told to. */
  hint?: string;
  /** Field by field, where several things are wrong at once. */
  problems?: Problem[];
}

export function refuse(kind: string, text: string): Refusal {
  return { ok: false, kind, text };
}

/** All that is wrong at once; the text says it in one go. */
export function refuseFields(problems: Problem[]): Refusal {
  return {
    ok: false,
    kind: "invalid",
    text: problems.map(({ text }) => text).join(" "),
    problems,
  };
}
