import {
  plannedNamespaceEdit,
  type NamespaceEdit,
} from "../actions/namespaces/edit-namespace.ts";
import {
  plannedServiceEdit,
  type ServiceEdit,
} from "../actions/targets/edit-service.ts";
import {
  type AppearanceEdit,
  readAppearance,
} from "../actions/namespaces/appearance.ts";
import { namespaceProblems } from "../actions/namespaces/add-namespace.ts";
import type { Problem } from "../actions/context.ts";
import type {
  ConfigurationNow,
  NamespaceContents,
  ServiceContents,
} from "../actions/targets/read-configuration.ts";
import { counted } from "../base/text.ts";
import { cleanName, nameKey, slugOf } from "../domain/names.ts";
import { compareMonitor } from "./compare-monitor.ts";
import {
  changedLine,
  type Findings,
  tellProblems,
  tellRefusal,
} from "./compare-parts.ts";
import type { PlanOptions } from "./plan.ts";
import type { NamespaceWish, ServiceWish, Wish } from "./wish.ts";

/** Compares in the order of the file; what is removed comes last, so that no service is empty meanwhile. */
export async function compare(
  wish: Wish,
  now: ConfigurationNow,
  options: PlanOptions,
): Promise<Findings> {
  const findings: Findings = { steps: [], lines: [], left: [], faults: [] };
  for (const namespace of wish.namespaces)
    await compareNamespace(namespace, now, options, findings);
  for (const namespace of wish.namespaces)
    findMissing(namespace, now, options, findings);
  return findings;
}

async function compareNamespace(
  wish: NamespaceWish,
  now: ConfigurationNow,
  options: PlanOptions,
  findings: Findings,
): Promise<void> {
  const there = now.namespaces.find(
    ({ namespace }) => namespace.slug === wish.slug,
  );
  if (now.forbidden.includes(wish.slug)) {
    const text = `The namespace ${wish.slug} is not yours to change.`;
    findings.faults.push({ ...(wish.places["slug"] ?? wish.at), text });
    return;
  }
  const channels = await findChannels(wish, there, now, options, findings);
  const timezone = wish.timezone ?? there?.namespace.timezone ?? "UTC";
  if (there === undefined) addNamespace(wish, channels ?? [], findings);
  else editNamespace(wish, there, channels, findings);
  for (const service of wish.services) {
    const known = there?.services.find(
      (one) => one.service.nameKey === nameKey(service.name),
    );
    compareService(service, known, { wish, timezone }, options, findings);
  }
}

type Channels = { id: string; label: string }[];

/** Undefined where the file says nothing of channels. */
async function findChannels(
  wish: NamespaceWish,
  there: NamespaceContents | undefined,
  now: ConfigurationNow,
  { findChannel }: PlanOptions,
  findings: Findings,
): Promise<Channels | undefined> {
  if (wish.slack === undefined) return undefined;
  const known = [...(there?.channels ?? []), ...now.channels];
  const channels: Channels = [];
  for (const named of wish.slack) {
    const found =
      known.find(({ id, label }) => id === named || label === named) ??
      (await findChannel(named));
    if (found !== undefined) {
      if (!channels.some(({ id }) => id === found.id)) channels.push(found);
    } else
      findings.faults.push({
        ...(wish.places["slack"] ?? wish.at),
        text: `Slack shows allswell no channel "${named}": invite it there, or write the channel's id.`,
      });
  }
  return channels;
}

function namespaceEdit(
  wish: NamespaceWish,
  channels: Channels | undefined,
): NamespaceEdit {
  const { name, timezone, remindEveryMs, foldMs, escalateMs, owners } = wish;
  return {
    ...(name === undefined ? {} : { name }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(remindEveryMs === undefined ? {} : { remindEveryMs }),
    ...(foldMs === undefined ? {} : { foldMs }),
    ...(escalateMs === undefined ? {} : { escalateMs }),
    ...(wish.announceDifficulties === undefined
      ? {}
      : { announceDifficulties: wish.announceDifficulties }),
    ...appearanceOf(wish),
    ...(owners === undefined ? {} : { owners }),
    ...(channels === undefined ? {} : { channels }),
  };
}

/** How its page is to look, as far as the file says. */
function appearanceOf({
  title,
  accent,
  domain,
}: NamespaceWish): AppearanceEdit {
  return {
    ...(title === undefined ? {} : { title }),
    ...(accent === undefined ? {} : { accent }),
    ...(domain === undefined ? {} : { domain }),
  };
}

function addNamespace(
  wish: NamespaceWish,
  channels: Channels,
  findings: Findings,
): void {
  const appearance = appearanceOf(wish);
  const { announceDifficulties, ...edit } = namespaceEdit(wish, channels);
  const request = {
    name: wish.slug,
    timezone: "UTC",
    owners: [],
    ...edit,
    slug: wish.slug,
    channels,
  };
  const problems: Problem[] = namespaceProblems(request);
  const name = cleanName(request.name);
  if (!name.ok) problems.push({ field: "name", text: name.text });
  problems.push(...readAppearance(appearance).problems);
  tellProblems(problems, wish, findings);
  findings.steps.push({ kind: "add-namespace", request });
  const afterwards: NamespaceEdit = {
    ...(announceDifficulties === true ? { announceDifficulties } : {}),
    ...appearance,
  };
  if (Object.keys(afterwards).length > 0)
    findings.steps.push({
      kind: "edit-namespace",
      slug: wish.slug,
      edit: afterwards,
    });
  findings.lines.push({
    sign: "+",
    name: wish.slug,
    what: `namespace ${request.name}`,
    changes: [],
  });
}

function editNamespace(
  wish: NamespaceWish,
  there: NamespaceContents,
  channels: Channels | undefined,
  findings: Findings,
): void {
  const edit = namespaceEdit(wish, channels);
  const planned = plannedNamespaceEdit(there, edit);
  if (!planned.ok) {
    tellRefusal(planned, wish, findings);
    return;
  }
  if (planned.changes.length === 0) return;
  findings.steps.push({ kind: "edit-namespace", slug: wish.slug, edit });
  findings.lines.push(changedLine(wish.slug, planned.changes));
}

function compareService(
  wish: ServiceWish,
  there: ServiceContents | undefined,
  place: { wish: NamespaceWish; timezone: string },
  options: PlanOptions,
  findings: Findings,
): void {
  const { slug: namespaceSlug } = place.wish;
  const name = cleanName(wish.name);
  if (!name.ok)
    tellProblems([{ field: "name", text: name.text }], wish, findings);
  for (const monitor of wish.monitors)
    compareMonitor(
      monitor,
      there?.monitors.find(
        (one) => one.monitor.nameKey === nameKey(monitor.name),
      ),
      { namespaceSlug, timezone: place.timezone, service: wish },
      options,
      findings,
    );
  const edit = serviceEdit(wish, there);
  if (Object.keys(edit).length === 0) return;
  const step = {
    kind: "edit-service" as const,
    namespaceSlug,
    serviceName: wish.name,
    edit,
  };
  if (there === undefined) {
    findings.steps.push(step);
    return;
  }
  const planned = plannedServiceEdit(there.service, edit);
  if (!planned.ok) tellRefusal(planned, wish, findings);
  else if (planned.changes.length > 0) {
    findings.steps.push(step);
    findings.lines.push(
      changedLine(`${namespaceSlug}/${there.service.name}`, planned.changes),
    );
  }
}

/** Of a new service only what it is not made with. */
function serviceEdit(
  wish: ServiceWish,
  there: ServiceContents | undefined,
): ServiceEdit {
  const slug = wish.slug === undefined ? {} : { slug: wish.slug };
  if (there !== undefined)
    return {
      name: wish.name,
      public: wish.public,
      runbook: wish.runbook,
      pages: wish.pages,
      ...slug,
    };
  return wish.slug === slugOf(wish.name) ? {} : slug;
}

function findMissing(
  wish: NamespaceWish,
  now: ConfigurationNow,
  { prune }: PlanOptions,
  findings: Findings,
): void {
  const there = now.namespaces.find(
    ({ namespace }) => namespace.slug === wish.slug,
  );
  if (there === undefined) return;
  const { namespace } = there;
  for (const { service, monitors } of there.services) {
    const wished = wish.services.find(
      ({ name }) => nameKey(name) === service.nameKey,
    );
    const whole = {
      namespaceId: namespace.id,
      namespaceSlug: namespace.slug,
      namespaceName: namespace.name,
      owners: namespace.owners,
      serviceId: service.id,
      serviceName: service.name,
      monitorId: null,
      monitorName: null,
    };
    const name = `${namespace.slug}/${service.name}`;
    const missing =
      wished === undefined
        ? [{ name, target: whole, what: counted(monitors.length, "monitor") }]
        : monitors
            .filter(
              ({ monitor }) =>
                !wished.monitors.some(
                  (one) => nameKey(one.name) === monitor.nameKey,
                ),
            )
            .map(({ monitor }) => ({
              name: `${name}/${monitor.name}`,
              target: {
                ...whole,
                monitorId: monitor.id,
                monitorName: monitor.name,
              },
              what: monitor.type,
            }));
    for (const { name: gone, target, what } of missing)
      if (prune) {
        findings.steps.push({ kind: "remove", target });
        findings.lines.push({ sign: "-", name: gone, what, changes: [] });
      } else findings.left.push(gone);
  }
}
