import { clip, counted } from "../../base/text.ts";
import type { Limit } from "../../domain/posts/limits.ts";
import {
  dollars,
  LINK_PRICE,
  monthStart,
  POST_PRICE,
} from "../../domain/posts/price.ts";
import { speeches } from "../../domain/posts/languages.ts";
import { compactDuration } from "../../domain/duration.ts";
import type { Instant } from "../../domain/time.ts";
import { deleteSecrets } from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { StoredVoice } from "../../store/entities/voices.ts";
import { findNamespace } from "../../store/targets/namespaces.ts";
import { switchOff, unsubscribe } from "../../store/telling/outlets.ts";
import {
  type Account,
  accountsOf,
  dropWaiting,
  findVoice,
  limitsOf,
  type Spending,
  spendingSince,
  type WaitingPost,
  waitingPosts,
} from "../../store/telling/voices.ts";
import { noSuchNamespace } from "../targets/add-monitor.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotAnnounce } from "../people/permission.ts";
import { type Network, networkNames } from "../../domain/posts/networks.ts";

const MOST_WAITING = 10;
const LONGEST_TEXT = 120;

/** How an account that speaks for a namespace does. */
export interface AccountStatus {
  ok: true;
  namespace: Namespace;
  network: Network;
  /** Null where none is connected. */
  account: Account | null;
  voice: StoredVoice;
  month: Spending;
  limits: { limits: Limit[]; seenAt: Instant } | null;
  waiting: WaitingPost[];
  now: Instant;
}

/** Everybody may look. */
export async function accountStatus(
  { store: { db }, now }: Context,
  slug: string,
  network: Network,
): Promise<AccountStatus | Refusal> {
  const namespace = await findNamespace(db, slug);
  if (namespace === null) return noSuchNamespace(db, slug);
  const account = await accountOn(db, namespace, network);
  const voice = await findVoice(db, namespace.id);
  const of = { ok: true as const, namespace, network, account, voice, now };
  if (account === null)
    return { ...of, month: { posts: 0, spent: 0 }, limits: null, waiting: [] };
  const { outletId } = account;
  return {
    ...of,
    month: await spendingSince(db, [outletId], monthStart(now)),
    limits: await limitsOf(db, outletId),
    waiting: await waitingPosts(db, outletId, MOST_WAITING),
  };
}

/** In a line: who speaks for the namespace, how much in this month, and what keeps it from speaking. */
export function statusLine(status: AccountStatus): string {
  const { account, namespace, network, month, voice, waiting } = status;
  if (account === null) return `${namespace.name}: no account`;
  const budget =
    voice.budget === null ? "" : ` of a budget of ${dollars(voice.budget)}`;
  return [
    `${namespace.name}: ${account.label}, ${counted(month.posts, "post")} this month`,
    ...(network === "x" ? [`${dollars(month.spent)}${budget}`] : []),
    ...(waiting.length === 0
      ? []
      : [
          `${waiting.length}${waiting.length === MOST_WAITING ? " or more" : ""} waiting`,
        ]),
    ...(account.offReason === null
      ? []
      : [`nothing is posted: ${clip(account.offReason, LONGEST_TEXT)}`]),
  ].join(", ");
}

/** The same in words, a line each. */
export function statusLines(status: AccountStatus): string[] {
  const { account, namespace, network, voice, waiting } = status;
  const name = networkNames[network];
  if (account === null)
    return [`No account speaks for ${namespace.name} on ${name}.`];
  const others =
    account.others === 0
      ? ""
      : `, and for ${counted(account.others, "other namespace")}`;
  return [
    `${account.label} speaks for ${namespace.name} on ${name}${others}.`,
    ...(account.offReason === null
      ? []
      : [`Nothing is posted: ${account.offReason}.`]),
    ...(account.pausedUntil === null || account.pausedUntil <= status.now
      ? []
      : [`It rests until ${utcTime(account.pausedUntil)}.`]),
    monthLine(status),
    ...limitLines(status),
    `Language: ${speeches[voice.language].name}. Links: ${voice.links ? "on" : "off"}. Replies: ${voice.replies ? "on" : "off"}. Pictures: ${voice.pictures ? "on" : "off"}. Approval: ${voice.approvalMs === null ? "not needed" : `within ${compactDuration(voice.approvalMs)}, then posted all the same`}.`,
    waiting.length === 0
      ? "Nothing waits."
      : `${counted(waiting.length, "post")} ${waiting.length === 1 ? "waits" : "wait"}:`,
    ...waiting.map(waitingLine),
  ];
}

function monthLine({ network, month, voice }: AccountStatus): string {
  const posts = `This month (UTC): ${counted(month.posts, "post")}`;
  if (network !== "x") return `${posts}.`;
  const budget =
    voice.budget === null
      ? "no budget is set"
      : `of a budget of ${dollars(voice.budget)}`;
  return `${posts}, ${dollars(month.spent)} (${budget}). A post costs ${dollars(POST_PRICE)}, with a link ${dollars(LINK_PRICE)}.`;
}

function limitLines({ network, limits }: AccountStatus): string[] {
  if (network !== "x") return [];
  if (limits === null)
    return ["Limits: none seen yet; X tells them with each post."];
  const words = limits.limits.map(
    ({ name, remaining, limit, resetsAt }) =>
      `${remaining} of ${limit} posts left ${name} (until ${utcTime(resetsAt)})`,
  );
  return [
    `Limits as of ${utcTime(limits.seenAt)}: ${words.join(", ") || "none told"}.`,
  ];
}

function waitingLine({ text, state, failure }: WaitingPost): string {
  const why = failure === null ? state : `${state}: ${failure}`;
  return `• ${clip(text, LONGEST_TEXT)} (${clip(why, LONGEST_TEXT)})`;
}

/** "21 Nov, 10:15 UTC" */
export function utcTime(at: Instant): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(at);
}

export async function accountOn(
  db: Db,
  { id }: Pick<Namespace, "id">,
  network: Network,
): Promise<Account | null> {
  const accounts = await accountsOf(db, id);
  return accounts.find(({ channel }) => channel === network) ?? null;
}

/** Who may connect and disconnect, and what is connected. */
export async function findAccount(
  context: Context,
  slug: string,
  network: Network,
): Promise<{ ok: true; namespace: Namespace; account: Account } | Refusal> {
  const { db } = context.store;
  const namespace = await findNamespace(db, slug);
  if (namespace === null) return noSuchNamespace(db, slug);
  const refusal = mayNotAnnounce(context, namespace);
  if (refusal !== undefined) return refusal;
  const account = await accountOn(db, namespace, network);
  return account === null
    ? refuse(
        "not-found",
        `No account speaks for ${namespace.name} on ${networkNames[network]}.`,
      )
    : { ok: true, namespace, account };
}

/** The account speaks for the namespace no more; its tokens are deleted where it speaks for no other. */
export async function disconnectAccount(
  context: Context,
  slug: string,
  network: Network,
): Promise<{ ok: true; text: string } | Refusal> {
  const found = await findAccount(context, slug, network);
  if (!found.ok) return found;
  const { namespace, account } = found;
  await context.store.transaction((tx) =>
    takeVoice(tx, context, namespace, account),
  );
  const kept =
    account.others > 0
      ? `It still speaks for ${counted(account.others, "other namespace")}`
      : "Its tokens are deleted";
  return {
    ok: true,
    text: `${account.label} does not speak for ${namespace.name} any more. ${kept}.`,
  };
}

/** Within a transaction: `account` is silent for `namespace` from now on. */
export async function takeVoice(
  tx: Db,
  context: Context,
  namespace: Namespace,
  account: Account,
): Promise<void> {
  const { outletId, channel, label } = account;
  const reason = `${label} was disconnected by ${context.actor.name}`;
  await unsubscribe(tx, namespace.id, outletId);
  await dropWaiting(tx, outletId, namespace.id, reason, context.now);
  if (account.others === 0) {
    await deleteSecrets(tx, `outlet:${outletId}`);
    await switchOff(tx, outletId, reason);
  }
  await audit(
    tx,
    context,
    "disconnect",
    `${namespace.slug} ${channel} ${label}`,
  );
}
