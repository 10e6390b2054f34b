import { newToken } from "../../base/random-token.ts";
import { type HookForm, hookFormNames } from "../../domain/hook-forms.ts";
import {
  deleteSecrets,
  putSecret,
  secretNamesOf,
} from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import { setVerbosity } from "../../store/mail/mail-lists.ts";
import { ensureOutlet, retire } from "../../store/telling/outlets.ts";
import {
  deleteSubscription,
  insertSubscription,
} from "../../store/telling/subscriptions.ts";
import {
  findHookLine,
  hearsAnything,
  type HookLine,
  hookLines,
} from "../../store/telling/webhooks.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotChange, mayNotLook } from "../people/permission.ts";
import { placeOfLine, placeOfTopic, topicName } from "./subscribed-topics.ts";
import type { Topic } from "./subscriptions.ts";
import { tellOutlets } from "../upkeep/tell-operators.ts";
import {
  cleanHookAddress,
  type HookAddress,
  type TypedAddress,
} from "./webhook-address.ts";

export type { HookLine } from "../../store/telling/webhooks.ts";

const SECRET_PREFIX = "whsec_";
const MOST_LISTED = 200;

export interface AddedWebhook {
  ok: true;
  /** Whether it heard nothing of this before. */
  isNew: boolean;
  form: HookForm;
  label: string;
  /** What it is signed with, told this once; null where it is not signed, or was told before. */
  secret: string | null;
}

/** Why a host may never be asked anything, whatever it answers; undefined where it may, or cannot be found just now. */
export type MayNotReach = (host: string) => Promise<string | undefined>;

/**
 * Lets a webhook hear of something, as the team does: that leaves the house, so whoever may change what it is about
 * decides. An address that may not be reached is refused here rather than by the first message; a file that is imported
 * asks nobody.
 */
export async function addWebhook(
  context: Context,
  typed: TypedAddress,
  form: HookForm | null,
  topic: Topic,
  mayNotReach: MayNotReach = async () => undefined,
): Promise<AddedWebhook | Refusal> {
  const cleaned = cleanHookAddress(typed, form);
  if (!cleaned.ok) return cleaned;
  const { address } = cleaned;
  // What is inside our network is told to nobody who may not change this anyway.
  const mayNot = mayNotChange(
    context,
    await placeOfTopic(context.store.db, topic),
  );
  if (mayNot !== undefined) return mayNot;
  const why = await mayNotReach(new URL(address.url).hostname);
  if (why !== undefined)
    return refuse(
      "invalid",
      `Nothing would ever arrive there: ${why}. Otherwise name an address on the public internet.`,
    );
  return context.store.transaction(async (tx) => {
    const refusal = mayNotChange(context, await placeOfTopic(tx, topic));
    if (refusal !== undefined) return refusal;
    const outlet = await ensureHook(tx, context, address);
    const { name, namespaceId, serviceId, pattern } = topic;
    const isNew = await insertSubscription(tx, {
      outletId: outlet.id,
      namespaceId,
      serviceId,
      pattern,
      createdBy: context.actor.id,
    });
    await audit(tx, context, "webhook add", name, { who: outlet.label });
    const { label, secret } = outlet;
    return { ok: true as const, isNew, form: address.form, label, secret };
  });
}

/** By what an address's outlet is found, without anybody being able to read the address from it. */
export function hookRecipient(
  secrets: Context["secrets"],
  { form, url, key }: HookAddress,
): string {
  return `${form}:${secrets.tag(`webhook ${form} ${url} ${key ?? ""}`)}`;
}

/** "hooks.example.org (JSON)", "hooks.slack.com …k3fQ (Slack-compatible)" */
export function hookLabel({
  form,
  host,
  ending,
}: Pick<HookAddress, "form" | "host" | "ending">): string {
  return `${host}${ending === "" ? "" : ` …${ending}`} (${hookFormNames[form]})`;
}

/** The outlet of an address, found by a keyed hash of it; the address itself is sealed and shown to nobody. */
async function ensureHook(
  tx: Db,
  { secrets, now }: Context,
  address: HookAddress,
): Promise<{ id: number; label: string; secret: string | null }> {
  const { form, url, key } = address;
  const label = hookLabel(address);
  const { id } = await ensureOutlet(
    tx,
    {
      channel: "webhook",
      recipient: hookRecipient(secrets, address),
      label,
      audience: "team",
    },
    now,
  );
  // Programs want to know all of it: an alert that somebody has is acknowledged elsewhere, too.
  const isForPeople = form === "slack" || form === "teams";
  await setVerbosity(tx, id, isForPeople ? "problems" : "all");
  const owner = ownerOf(id);
  const isKnown = (await secretNamesOf(tx, owner)).includes("secret");
  const secret = isKnown && key === null ? null : newToken(SECRET_PREFIX);
  await putSecret(tx, secrets, owner, "url", url);
  if (key !== null || secret !== null)
    await putSecret(tx, secrets, owner, "secret", key ?? secret ?? "");
  return { id, label, secret: form === "json" ? secret : null };
}

/** What webhooks hear of. */
export async function showWebhooks(
  context: Context,
): Promise<{ ok: true; lines: HookLine[] } | Refusal> {
  const refusal = mayNotLook(context.actor);
  return (
    refusal ?? {
      ok: true,
      lines: await hookLines(context.store.db, MOST_LISTED),
    }
  );
}

/** Ends what a webhook hears of; where that was all, its address is forgotten. */
export async function removeWebhook(
  context: Context,
  id: number,
): Promise<{ ok: true; line: HookLine } | Refusal> {
  return withLine(context, id, async (tx, line) => {
    await endHookLine(tx, context, line);
    return { ok: true as const, line };
  });
}

/** Within a transaction: a webhook hears no more of something. */
export async function endHookLine(
  tx: Db,
  context: Context,
  line: HookLine,
): Promise<void> {
  const { id, outletId, outletLabel } = line;
  await deleteSubscription(tx, id);
  if (!(await hearsAnything(tx, outletId))) {
    await deleteSecrets(tx, ownerOf(outletId));
    await retire(tx, outletId, `it was removed by ${context.actor.name}`);
  }
  await audit(tx, context, "webhook remove", topicName(line), {
    who: outletLabel,
  });
}

/** Sends words that say TEST the way that alarms go. */
export async function testWebhook(
  context: Context,
  id: number,
): Promise<{ ok: true; line: HookLine } | Refusal> {
  return withLine(context, id, async (tx, line) => {
    if (line.offReason !== null)
      return refuse(
        "off",
        `Nothing is sent there: ${line.offReason}. Mend it, then add it again.`,
      );
    await tellOutlets(
      tx,
      context.now,
      [line.outletId],
      `TEST: ${context.actor.name} tries out this webhook. Nothing is wrong.`,
    );
    await audit(tx, context, "webhook test", topicName(line), {
      who: line.outletLabel,
    });
    return { ok: true as const, line };
  });
}

/** Does something to what a webhook hears of, for whoever may change that. */
async function withLine(
  context: Context,
  id: number,
  act: (
    tx: Db,
    line: HookLine,
  ) => Promise<{ ok: true; line: HookLine } | Refusal>,
): Promise<{ ok: true; line: HookLine } | Refusal> {
  return context.store.transaction(async (tx) => {
    const line = await findHookLine(tx, id);
    if (line === null)
      return refuse(
        "gone",
        "There is no such webhook: `webhook list` shows them.",
      );
    const refusal = mayNotChange(context, placeOfLine(line));
    return refusal ?? act(tx, line);
  });
}

function ownerOf(outletId: number): string {
  return `outlet:${outletId}`;
}
