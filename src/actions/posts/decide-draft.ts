import { fitsX, hasLink, inert, weight } from "../../base/post-words.ts";
import { storable } from "../../base/text.ts";
import { LINK_PRICE, POST_PRICE } from "../../domain/posts/price.ts";
import {
  changeDraft,
  dropPlanned,
  findDraft,
  HELD,
  isOver,
  lockDraft,
  plannedWith,
  postpone,
} from "../../store/telling/drafts.ts";
import type { Draft } from "../../store/entities/voices.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { getOutlet } from "../../store/telling/outlets.ts";
import { findVoice, namespaceOfDelivery } from "../../store/telling/voices.ts";
import type { Db } from "../../store/db.ts";
import {
  type Context,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAnnounce } from "../people/permission.ts";

export type Decision = "post" | "hold";

/** Room for the time, should the account have said the same words before. */
const ROOM = 20;

const NEWS_SINCE = "There is news since: decide about the newer post.";

export interface Decided {
  ok: true;
  text: string;
}

/** A draft for its form. */
export async function showDraft(
  context: Context,
  id: number,
): Promise<{ ok: true; draft: Draft } | Refusal> {
  const found = await mayDecide(context, context.store.db, id);
  if (!found.ok) return found;
  const closed = closedWords(found.draft);
  return closed === undefined ? found : refuse("closed", closed);
}

async function mayDecide(
  context: Context,
  db: Db,
  id: number,
): Promise<{ ok: true; draft: Draft; links: boolean; slug: string } | Refusal> {
  const draft = await findDraft(db, id);
  const [deliveryId = 0] = draft?.deliveryIds ?? [];
  const named = await namespaceOfDelivery(db, deliveryId);
  if (draft === null || named === null)
    return refuse("not-found", "There is no such post any more.");
  const namespace = await getNamespace(db, named.id);
  const refusal = mayNotAnnounce(context, namespace);
  if (refusal !== undefined) return refusal;
  const { links } = await findVoice(db, namespace.id);
  return { ok: true, draft, links, slug: namespace.slug };
}

/** Why nothing can be decided about a draft any more. */
function closedWords({ state, decidedBy }: Draft): string | undefined {
  switch (state) {
    case "waiting":
    case "held":
    case "approved":
      return undefined;
    case "posted":
      return `It was posted already${decidedBy === null ? "" : ` (${decidedBy} allowed it)`}.`;
    case "replaced":
      return NEWS_SINCE;
    case "dropped":
      return "It is not to be posted any more.";
  }
}

/** "Post now" or "hold": whoever is first decides, and nothing is posted twice. */
export async function decideDraft(
  context: Context,
  id: number,
  decision: Decision,
): Promise<Decided | Refusal> {
  const { actor, now, store } = context;
  return store.transaction(async (tx) => {
    const found = await decidable(context, tx, id);
    if (!found.ok) return found;
    const { draft, slug } = found;
    const decided = { decidedBy: actor.name, postsAt: null };
    if (decision === "post" && draft.state === "approved")
      return {
        ok: true as const,
        text: `${draft.decidedBy} allowed it already.`,
      };
    if (decision === "hold" && draft.state === "held")
      return { ok: true as const, text: "It is held already." };
    await audit(tx, context, `posts ${decision}`, `${slug} draft ${id}`, {
      text: draft.payload.text,
    });
    if (decision === "post") return allow(tx, context, draft);
    const ids = await plannedWith(tx, draft.deliveryIds);
    await postpone(tx, ids, HELD, `held by ${actor.name}`);
    await changeDraft(
      tx,
      draft,
      { ...decided, state: "held", deliveryIds: ids },
      now,
    );
    return {
      ok: true as const,
      text: `Held. It is posted only if somebody says so while it is still true.`,
    };
  });
}

async function decidable(context: Context, tx: Db, id: number) {
  const found = await mayDecide(context, tx, id);
  if (!found.ok) return found;
  const draft = await lockDraft(tx, id);
  if (draft === null)
    return refuse("not-found", "There is no such post any more.");
  const closed = closedWords(draft);
  return closed === undefined ? { ...found, draft } : refuse("closed", closed);
}

async function allow(
  tx: Db,
  { actor, now }: Context,
  draft: Draft,
  payload: object = draft.payload,
): Promise<Decided | Refusal> {
  if (await isOver(tx, draft.deliveryIds)) {
    await dropPlanned(
      tx,
      draft.deliveryIds,
      "it was over before somebody allowed it",
    );
    await changeDraft(tx, draft, { state: "dropped" }, now);
    return refuse("over", "It is over by now, so nothing is posted.");
  }
  const waiting = await postpone(tx, draft.deliveryIds, now, null);
  if (waiting < draft.deliveryIds.length) {
    await changeDraft(tx, draft, { state: "replaced" }, now);
    return refuse("closed", NEWS_SINCE);
  }
  await changeDraft(
    tx,
    draft,
    { state: "approved", decidedBy: actor.name, postsAt: null, payload },
    now,
  );
  return { ok: true, text: "It is posted now." };
}

/** Other words, which are posted at once. */
export async function editDraft(
  context: Context,
  id: number,
  typed: string,
): Promise<Decided | Refusal> {
  const text = storable(typed)
    .replaceAll(/[^\S\n]+/g, " ")
    .trim();
  return context.store.transaction(async (tx) => {
    const found = await decidable(context, tx, id);
    if (!found.ok) return found;
    const { draft, links, slug } = found;
    const words = links ? text : inert(text);
    const problem = wordsProblem(text, words, links);
    if (problem !== undefined)
      return refuseFields([{ field: "text", text: problem }]);
    const { channel } = await getOutlet(tx, draft.outletId);
    await audit(tx, context, "posts edit and post", `${slug} draft ${id}`, {
      from: draft.payload.text,
      to: text,
    });
    const price = hasLink(words) ? LINK_PRICE : POST_PRICE;
    const minute = new Intl.DateTimeFormat("en-GB", {
      timeZone: "UTC",
      timeStyle: "medium",
    }).format(context.now);
    const payload = {
      ...draft.payload,
      text: words,
      alternative: `${words} (${minute} UTC)`,
      price: channel === "x" ? price : 0,
    };
    return allow(tx, context, draft, payload);
  });
}

/** What is wrong with somebody's own text, that is posted as `words`; undefined where nothing is. */
function wordsProblem(
  text: string,
  words: string,
  links: boolean,
): string | undefined {
  if (text === "") return "Write what is to be posted.";
  if (/[@＠]/u.test(text)) return "A post mentions nobody: leave out the @.";
  if (!links && (text.includes("://") || hasLink(text)))
    return "A post with a link costs thirteen times as much: leave it out, or allow links for this namespace.";
  const over = weight(words) + ROOM - 280;
  return over > 0 || !fitsX(words)
    ? `This is too long by ${Math.max(1, over)}, as X counts: shorten it.`
    : undefined;
}
