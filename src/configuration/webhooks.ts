import { isMap, isScalar } from "yaml";
import { type Context, refuse, type Refusal } from "../actions/context.ts";
import type { ConfigurationNow } from "../actions/targets/read-configuration.ts";
import { findTopic } from "../actions/audience/subscriptions.ts";
import {
  cleanHookAddress,
  type TypedAddress,
} from "../actions/audience/webhook-address.ts";
import {
  addWebhook,
  hookLabel,
  type HookLine,
  hookRecipient,
} from "../actions/audience/webhooks.ts";
import { type HookForm, hookFormOf, hookForms } from "../domain/hook-forms.ts";
import { nameKey } from "../domain/names.ts";
import type { Findings } from "./compare-parts.ts";
import type { Place } from "./fault.ts";
import type { PlanOptions } from "./plan.ts";
import type { SecretWish, Wish } from "./wish.ts";
import type { Entry, YamlReader } from "./yaml-reader.ts";

/** A webhook that is to hear of a namespace or a service; its address and its key are secrets. */
export interface HookWish {
  at: Place;
  form: HookForm;
  address: SecretWish | undefined;
  key: SecretWish | undefined;
}

/** Called by names, because they may be made by the same plan. */
export interface HookStep {
  kind: "add-webhook";
  namespaceSlug: string;
  serviceName: string | null;
  typed: TypedAddress;
  form: HookForm;
}

const keys = ["as", "address", "key"];

/** Each is a map: {as: json, address: $MONITOR_SECRET_HOOK} */
export function readHooks(
  reader: YamlReader,
  entry: Entry | undefined,
): HookWish[] {
  return reader.items(entry, "webhooks").flatMap(({ value, at }) => {
    const entries = reader.entries(value, at, "A webhook");
    reader.refuseOthers(entries, keys, "A webhook");
    const named = reader.text(entries.get("as"), "as") ?? "json";
    const form = hookForms.find((one) => one === named);
    if (form === undefined)
      reader.fault(at, `A webhook is told \`as\` ${hookForms.join(", ")}.`);
    const [address, key] = ["address", "key"].map((name) =>
      readSecret(reader, entries.get(name), name),
    );
    if (!entries.has("address") && !entries.has("key"))
      reader.fault(at, "A webhook needs an `address`, or PagerDuty's `key`.");
    return form === undefined ? [] : [{ at, form, address, key }];
  });
}

function readSecret(
  reader: YamlReader,
  entry: Entry | undefined,
  name: string,
): SecretWish | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  const environment = isScalar(value)
    ? /^\$(MONITOR_SECRET_\w+)$/.exec(String(value.value))?.[1]
    : undefined;
  if (environment !== undefined) return { environment };
  const stored = isMap(value) ? value.get("secret") : undefined;
  if (typeof stored === "string") return { stored };
  reader.fault(
    reader.placeOf(value, entry.at),
    `A webhook's ${name} is a secret: write $MONITOR_SECRET_… (of allswell's environment), or {secret: …} as it was exported.`,
  );
  return undefined;
}

/** Those of a namespace itself, or of one of its services; undefined where there is none. */
export function hooksOf(
  hooks: readonly HookLine[],
  serviceId: number | null,
): Record<string, unknown>[] | undefined {
  const own = hooks.filter((one) => one.serviceId === serviceId);
  if (own.length === 0) return undefined;
  return own.map((line) => ({
    as: hookFormOf(line.recipient),
    address: { secret: referenceOf(line) },
  }));
}

/** Which of the stored ones is meant: its host, and a word that only the address's keyed hash has. */
function referenceOf({ outletLabel, recipient }: HookLine): string {
  const host = outletLabel.split(" ")[0] ?? "";
  return `${host}-${recipient.slice(-8)}`;
}

/** Which webhooks do not hear yet. What is not in the file stays as it is. */
export function compareHooks(
  { secrets }: Context,
  wish: Wish,
  now: ConfigurationNow,
  options: PlanOptions,
  findings: Findings,
): void {
  for (const { slug, webhooks, services } of wish.namespaces) {
    const there = now.namespaces.find(
      ({ namespace }) => namespace.slug === slug,
    );
    for (const { name, hooks } of [
      { name: null, hooks: webhooks },
      ...services.map((one) => ({ name: one.name, hooks: one.webhooks })),
    ]) {
      const known = (there?.hooks ?? []).filter(({ serviceName }) =>
        name === null || serviceName === null
          ? name === serviceName
          : nameKey(serviceName) === nameKey(name),
      );
      for (const hook of hooks) {
        const opened = open(hook, known, options);
        if (opened.kind === "fault")
          findings.faults.push({ ...hook.at, text: opened.text });
        if (opened.kind !== "address") continue;
        const { address, typed } = opened;
        const recipient = hookRecipient(secrets, address);
        if (known.some((line) => line.recipient === recipient)) continue;
        const { form } = hook;
        findings.steps.push({
          kind: "add-webhook",
          namespaceSlug: slug,
          serviceName: name,
          typed,
          form,
        });
        findings.lines.push({
          sign: "+",
          name: name === null ? slug : `${slug}/${name}`,
          what: `webhook ${hookLabel(address)}`,
          changes: [],
        });
      }
    }
  }
}

type Opened =
  | { kind: "known" }
  | { kind: "fault"; text: string }
  | {
      kind: "address";
      typed: TypedAddress;
      address: Parameters<typeof hookRecipient>[1];
    };

function open(
  { form, address, key }: HookWish,
  known: readonly HookLine[],
  { openSecret }: PlanOptions,
): Opened {
  const typed: TypedAddress = { url: null, key: null };
  for (const [name, secret] of [
    ["url", address],
    ["key", key],
  ] as const) {
    if (secret === undefined) continue;
    if ("stored" in secret) {
      const isThere = known.some((line) => referenceOf(line) === secret.stored);
      return isThere
        ? { kind: "known" }
        : {
            kind: "fault",
            text: `This webhook is not stored here: write $MONITOR_SECRET_… and set that in allswell's environment.`,
          };
    }
    const value = openSecret(secret.environment);
    if (value === undefined)
      return {
        kind: "fault",
        text: `$${secret.environment} is not set in allswell's environment.`,
      };
    typed[name] = value;
  }
  const cleaned = cleanHookAddress(typed, form);
  return cleaned.ok
    ? { kind: "address", typed, address: cleaned.address }
    : { kind: "fault", text: cleaned.text };
}

export async function addHookOf(
  context: Context,
  { namespaceSlug, serviceName, typed, form }: HookStep,
): Promise<{ ok: true } | Refusal> {
  const name =
    serviceName === null ? namespaceSlug : `${namespaceSlug}/${serviceName}`;
  const found = await findTopic(context, name);
  return found.ok
    ? addWebhook(context, typed, form, found.topic)
    : refuse("removed", found.text);
}
