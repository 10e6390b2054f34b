import { Document, isMap, isScalar, visit } from "yaml";
import type { Context } from "../actions/context.ts";
import {
  type ConfigurationNow,
  type NamespaceContents,
  readConfiguration,
  type ServiceContents,
} from "../actions/targets/read-configuration.ts";
import { isSame } from "../actions/change.ts";
import { fieldsOf } from "../checks/fields.ts";
import { findCheck } from "../checks/index.ts";
import { timingOf } from "../checks/timing-of.ts";
import { compactDuration } from "../domain/duration.ts";
import { slugOf } from "../domain/names.ts";
import type { Timing } from "../domain/timing.ts";
import { commonKeys } from "./parse-monitor.ts";
import { set } from "./parse-parts.ts";
import { postsOf } from "./posts.ts";
import { hooksOf } from "./webhooks.ts";

const HEAD = ` What allswell watches. Read it back with: npx allswell import <file>, /allswell import, or CONFIG=<file>.
 Secrets are not in here: {secret: name} stands for what is stored with the monitor or webhook already; elsewhere write
 $MONITOR_SECRET_… of allswell's environment in its place. Nor are mail addresses: they stay as they are; "mail:" adds some.`;

/** What is watched as YAML, of the namespaces that the actor may change. Reading it back changes nothing. */
export async function exportConfiguration(
  context: Context,
  slugs?: readonly string[],
): Promise<{ text: string; namespaces: number; monitors: number }> {
  const now = await readConfiguration(context, slugs);
  const monitors = now.namespaces
    .flatMap(({ services }) => services)
    .reduce((sum, service) => sum + service.monitors.length, 0);
  return {
    text: configurationText(now),
    namespaces: now.namespaces.length,
    monitors,
  };
}

/** Exported for tests. */
export function configurationText({
  namespaces,
  channels,
}: Pick<ConfigurationNow, "namespaces" | "channels">): string {
  const document = new Document({
    namespaces: namespaces.map((one) => namespaceOf(one, channels)),
  });
  document.commentBefore = HEAD;
  visit(document, {
    Map(_, node) {
      // {secret: password}, {failures: 3, retry: 10s}: short ones on one line
      const isShort =
        node.has("secret") || node.has("failures") || node.has("retry");
      const isFlat = node.items.every(({ value }) => isScalar(value));
      if (isShort && isFlat && isMap(node) && !node.has("name"))
        node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

type Plain = Record<string, unknown>;

function namespaceOf(
  {
    namespace,
    channels,
    appearance,
    voice,
    hooks,
    services,
  }: NamespaceContents,
  known: ConfigurationNow["channels"],
): Plain {
  const { slug, name, timezone, owners } = namespace;
  return {
    slug,
    name,
    timezone,
    slack: channels.map((channel) => channelName(channel, known)),
    owners,
    remind: compactDuration(namespace.remindEveryMs),
    fold: compactDuration(namespace.foldMs),
    difficulties: namespace.announceDifficulties,
    escalate: compactDuration(namespace.escalateMs),
    ...pageOf(appearance),
    ...set("posts", postsOf(voice)),
    ...set("webhooks", hooksOf(hooks, null)),
    services: services.map((one) => serviceOf(one, hooks)),
  };
}

/** How its page looks, where that was said. */
function pageOf({
  title,
  accent,
  domain,
}: NamespaceContents["appearance"]): Plain {
  return Object.fromEntries(
    Object.entries({ title, accent, domain }).filter(
      ([, value]) => value !== null,
    ),
  );
}

/** A channel's name where only one is called that; its id where that is not sure. */
function channelName(
  { id, label }: { id: string; label: string },
  known: ConfigurationNow["channels"],
): string {
  const isClear =
    /^#\S+$/.test(label) &&
    known.every((one) => one.id === id || one.label !== label);
  return isClear ? label : id;
}

function serviceOf(
  { service, monitors }: ServiceContents,
  hooks: NamespaceContents["hooks"],
): Plain {
  const { name, slug, runbook, pages } = service;
  return {
    name,
    ...(slug === slugOf(name) ? {} : { slug }),
    public: service.public,
    ...(runbook === null ? {} : { runbook }),
    ...(pages === "no" ? {} : { pages }),
    ...set("webhooks", hooksOf(hooks, service.id)),
    monitors: monitors.map(monitorOf),
  };
}

function monitorOf({
  monitor,
  secrets,
}: ServiceContents["monitors"][number]): Plain {
  const { name, type, schedule, everyMs, essential } = monitor;
  const own = { ...ownSettings(monitor), ...secretReferences(secrets) };
  const hidden = Object.entries(own).filter(([key]) =>
    commonKeys.includes(key),
  );
  const beside = Object.entries(own).filter(
    ([key]) => !commonKeys.includes(key),
  );
  return {
    name,
    type,
    ...Object.fromEntries(beside),
    ...(hidden.length === 0 ? {} : { settings: Object.fromEntries(hidden) }),
    ...(everyMs === null
      ? { schedule: schedule ?? [] }
      : { every: compactDuration(everyMs) }),
    ...timingParts(monitor),
    ...(essential ? { essential } : {}),
  };
}

/** Those that are not what they are without being said. */
function ownSettings({
  type,
  settings,
}: ServiceContents["monitors"][number]["monitor"]): Plain {
  const check = findCheck(type);
  const defaults = new Map(
    check === undefined
      ? []
      : fieldsOf(check.settings).map((field) => [field.name, field.default]),
  );
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) => !isSame(value, defaults.get(name)),
    ),
  );
}

function secretReferences(secrets: Record<string, string>): Plain {
  return Object.fromEntries(
    Object.keys(secrets).map((name) => [name, { secret: name }]),
  );
}

/** What is otherwise than usual for the type. */
function timingParts(
  monitor: Timing & { type: string; schedule: string[] | null },
): Plain {
  const check = findCheck(monitor.type);
  if (check === undefined) return {};
  const said = monitor.everyMs === null ? {} : { everyMs: monitor.everyMs };
  const usual = timingOf(check, said, monitor.schedule !== null);
  const confirm = {
    ...(monitor.confirmFailures === usual.confirmFailures
      ? {}
      : { failures: monitor.confirmFailures }),
    ...(monitor.confirmRetryMs === usual.confirmRetryMs
      ? {}
      : { retry: compactDuration(monitor.confirmRetryMs) }),
    ...(monitor.confirmSuccesses === usual.confirmSuccesses
      ? {}
      : { successes: monitor.confirmSuccesses }),
  };
  return {
    ...(monitor.timeoutMs === usual.timeoutMs
      ? {}
      : { timeout: compactDuration(monitor.timeoutMs) }),
    ...(Object.keys(confirm).length === 0 ? {} : { confirm }),
  };
}
