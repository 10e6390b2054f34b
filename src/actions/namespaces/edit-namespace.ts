import { nextReminder } from "../../domain/incident.ts";
import { cleanName } from "../../domain/names.ts";
import { appearanceOf } from "../../store/targets/appearances.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { changeIncident } from "../../store/incidents/incidents.ts";
import {
  findNamespace,
  lockNamespace,
  outagesIn,
  servicesWithSchedules,
  slackChannelsOf,
  updateNamespace,
} from "../../store/targets/namespaces.ts";
import {
  ensureOutlet,
  subscribe,
  unsubscribe,
} from "../../store/telling/outlets.ts";
import { namespaceProblems } from "./add-namespace.ts";
import { noSuchNamespace } from "../targets/add-monitor.ts";
import {
  appearanceChanges,
  type AppearanceEdit,
  type AppearanceNow,
  mayNotHaveDomain,
  readAppearance,
  saveAppearance,
} from "./appearance.ts";
import {
  auditOf,
  type Change,
  changeOf,
  durationChange,
  isSame,
} from "../change.ts";
import { type Context, refuseFields, type Refusal } from "../context.ts";
import { followZone } from "../targets/move-target.ts";
import { audit, mayNotAdminister, mayNotChange } from "../people/permission.ts";

/** What is to be otherwise; what is left out stays. Its short name is part of addresses, and stays. */
export interface NamespaceEdit extends AppearanceEdit {
  name?: string;
  timezone?: string;
  remindEveryMs?: number;
  foldMs?: number;
  announceDifficulties?: boolean;
  escalateMs?: number;
  /** Slack user ids. */
  owners?: string[];
  /** Slack channels that hear of it: all of them. */
  channels?: { id: string; label: string }[];
}

export type EditedNamespace = {
  ok: true;
  namespace: Namespace;
  changes: Change[];
};

/** A namespace as its form shows it. */
export interface NamespaceNow {
  namespace: Namespace;
  channels: { id: string; label: string }[];
  appearance: AppearanceNow;
}

/** What a namespace is now, for who may change it. */
export async function showNamespace(
  context: Context,
  slug: string,
): Promise<({ ok: true } & NamespaceNow) | Refusal> {
  const { db } = context.store;
  const namespace = await findNamespace(db, slug);
  if (namespace === null) return noSuchNamespace(db, slug);
  const refusal = mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  const channels = await slackChannelsOf(db, namespace.id);
  const appearance = await appearanceOf(db, namespace.id);
  return { ok: true, namespace, channels, appearance };
}

/** Changes a namespace. Schedules follow its zone, reminders of open incidents its interval, both at once. */
export async function editNamespace(
  context: Context,
  slug: string,
  edit: NamespaceEdit,
): Promise<EditedNamespace | Refusal> {
  const shown = await showNamespace(context, slug);
  if (!shown.ok) return shown;
  if (edit.owners !== undefined) {
    const refusal = mayNotAdminister(context, shown.namespace);
    const isSet = isSame(
      edit.owners.toSorted(),
      shown.namespace.owners.toSorted(),
    );
    if (!isSet && refusal !== undefined) return refusal;
  }
  const { namespace: found, appearance } = shown;
  const refused = await mayNotHaveDomain(context, found, appearance, edit);
  if (refused !== undefined) return refused;
  const planned = plannedNamespaceEdit(shown, edit);
  if (!planned.ok) return planned;
  return context.store.transaction(async (tx) => {
    const before = await lockNamespace(tx, shown.namespace.id);
    const channels = await slackChannelsOf(tx, before.id);
    const there = await appearanceOf(tx, before.id);
    const now = { namespace: before, channels, appearance: there };
    const { after, changes } = edited(now, edit);
    if (changes.length === 0)
      return { ok: true as const, namespace: before, changes };
    await updateNamespace(tx, after);
    await follow(tx, context, before, after);
    await saveAppearance(tx, after.id, edit);
    if (edit.channels !== undefined)
      await hearIn(tx, context, after, channels, edit.channels);
    await audit(tx, context, "namespace edit", after.slug, auditOf(changes));
    return { ok: true as const, namespace: after, changes };
  });
}

/** What an edit would change, and whether it may be: nothing is written. */
export function plannedNamespaceEdit(
  now: NamespaceNow,
  edit: NamespaceEdit,
): { ok: true; changes: Change[] } | Refusal {
  const name = cleanName(edit.name ?? now.namespace.name);
  const problems = namespaceProblems({ ...now.namespace, ...edit });
  if (!name.ok) problems.push({ field: "name", text: name.text });
  problems.push(...readAppearance(edit).problems);
  return problems.length > 0
    ? refuseFields(problems)
    : { ok: true, changes: edited(now, edit).changes };
}

function edited(
  { namespace: before, channels, appearance }: NamespaceNow,
  edit: NamespaceEdit,
): { after: Namespace; changes: Change[] } {
  const name = cleanName(edit.name ?? before.name);
  const after: Namespace = {
    ...before,
    name: name.ok ? name.name : before.name,
    timezone: edit.timezone ?? before.timezone,
    remindEveryMs: edit.remindEveryMs ?? before.remindEveryMs,
    foldMs: edit.foldMs ?? before.foldMs,
    announceDifficulties:
      edit.announceDifficulties ?? before.announceDifficulties,
    escalateMs: edit.escalateMs ?? before.escalateMs,
    owners: edit.owners ?? before.owners,
  };
  const changes = [
    ...changesBetween(before, after),
    ...channelChange(channels, edit.channels ?? channels),
    ...appearanceChanges(appearance, readAppearance(edit)),
  ];
  return { after, changes };
}

function changesBetween(before: Namespace, after: Namespace): Change[] {
  return [
    ...changeOf("name", before.name, after.name),
    ...changeOf("zone", before.timezone, after.timezone),
    ...durationChange("remind", before.remindEveryMs, after.remindEveryMs),
    ...durationChange("fold", before.foldMs, after.foldMs),
    ...changeOf(
      "difficulties",
      before.announceDifficulties,
      after.announceDifficulties,
    ),
    ...durationChange("escalate", before.escalateMs, after.escalateMs),
    ...changeOf("owners", before.owners.toSorted(), after.owners.toSorted()),
  ];
}

type SlackChannels = readonly { id: string; label: string }[];

function channelChange(before: SlackChannels, after: SlackChannels): Change[] {
  const ids = (channels: SlackChannels): string[] =>
    channels.map(({ id }) => id).toSorted();
  const labels = (channels: SlackChannels): string[] =>
    channels.map(({ label }) => label).toSorted();
  return isSame(ids(before), ids(after))
    ? []
    : changeOf("channels", labels(before), labels(after));
}

async function follow(
  tx: Db,
  { now }: Context,
  before: Namespace,
  after: Namespace,
): Promise<void> {
  if (after.timezone !== before.timezone)
    for (const serviceId of await servicesWithSchedules(tx, after.id))
      await followZone(tx, serviceId, after.timezone, now);
  if (after.remindEveryMs !== before.remindEveryMs)
    for (const { incidentId, downSince } of await outagesIn(tx, after.id))
      await changeIncident(tx, incidentId, {
        nextReminderAt: nextReminder(downSince, after.remindEveryMs, now),
      });
}

async function hearIn(
  tx: Db,
  { now }: Context,
  { id: namespaceId }: Namespace,
  before: SlackChannels,
  after: SlackChannels,
): Promise<void> {
  for (const { id, label } of after) {
    const outlet = await ensureOutlet(
      tx,
      { channel: "slack", recipient: id, label, audience: "team" },
      now,
    );
    await subscribe(tx, namespaceId, outlet.id);
  }
  for (const channel of before) {
    if (after.some(({ id }) => id === channel.id)) continue;
    const outlet = await ensureOutlet(
      tx,
      {
        channel: "slack",
        recipient: channel.id,
        label: channel.label,
        audience: "team",
      },
      now,
    );
    await unsubscribe(tx, namespaceId, outlet.id);
  }
}
