import { nameKey } from "../../domain/names.ts";
import type { PageLevel } from "../../domain/paging.ts";
import { openSecrets } from "../../store/bookkeeping.ts";
import type { Monitor } from "../../store/entities/monitors.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { monitorsOf } from "../../store/targets/monitors.ts";
import { findNamespace } from "../../store/targets/namespaces.ts";
import { findService, getService } from "../../store/targets/services.ts";
import { addMonitor, noSuchNamespace } from "./add-monitor.ts";
import {
  type Context,
  inTransaction,
  refuse,
  type Refusal,
} from "../context.ts";
import { serviceNameTaken } from "./edit-service.ts";
import { fullName, type Target } from "./find-target.ts";
import { audit, mayNotChange } from "../people/permission.ts";

/** Where a copy goes; what is left out is as it is with the original. */
export interface CopyTo {
  namespaceSlug?: string;
  /** Of a monitor: the service that gets it, made where there is none of that name. */
  serviceName?: string;
  monitorName?: string;
}

export type Copied = {
  ok: true;
  from: Target;
  /** The copy, or the service that was copied. */
  to: Target;
  count: number;
};

/** Copies a monitor, or a service with all its monitors, secrets included. The history is the original's alone. */
export async function copyTarget(
  context: Context,
  target: Target,
  to: CopyTo,
): Promise<Copied | Refusal> {
  const { db } = context.store;
  const slug = to.namespaceSlug ?? target.namespaceSlug;
  const namespace = await findNamespace(db, slug);
  if (namespace === null) return noSuchNamespace(db, slug);
  // Secrets go along: who may not change the original may not carry them elsewhere.
  const refusal =
    mayNotChange(context, target) ?? mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  const names = {
    serviceName: to.serviceName ?? target.serviceName,
    monitorName: to.monitorName ?? target.monitorName,
  };
  const isSamePlace =
    namespace.id === target.namespaceId &&
    nameKey(names.serviceName) === nameKey(target.serviceName);
  if (target.monitorId === null) {
    const taken = await findService(
      db,
      namespace.id,
      nameKey(names.serviceName),
    );
    if (taken !== null)
      return isSamePlace
        ? needsName(target, "serviceName")
        : serviceNameTaken(namespace.name, names.serviceName);
  } else if (
    isSamePlace &&
    nameKey(names.monitorName ?? "") === nameKey(target.monitorName ?? "")
  )
    return needsName(target, "monitorName");
  return copyAll(context, target, namespace, names);
}

function needsName(
  { serviceName, monitorName }: Target,
  field: "serviceName" | "monitorName",
): Refusal {
  const name = monitorName ?? serviceName;
  return {
    ...refuse(
      "name-taken",
      `A copy beside the original needs another name, as in \`copy ${name} as "${name} 2"\`, or another namespace.`,
    ),
    problems: [{ field, text: "The original has this name." }],
  };
}

/** A copy that was refused: what was done of it is undone. */
class Undone extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.text);
    this.refusal = refusal;
  }
}

async function copyAll(
  context: Context,
  target: Target,
  namespace: Namespace,
  names: { serviceName: string; monitorName: string | null },
): Promise<Copied | Refusal> {
  try {
    return await context.store.transaction(async (tx) => {
      const within = inTransaction(context, tx);
      const {
        public: isPublic,
        runbook,
        pages,
      } = await getService(tx, target.serviceId);
      const originals = (await monitorsOf(tx, target.serviceId)).filter(
        ({ id }) => target.monitorId === null || target.monitorId === id,
      );
      if (originals.length === 0)
        throw new Undone(
          refuse("removed", `${fullName(target)} was removed meanwhile.`),
        );
      const place = {
        namespaceSlug: namespace.slug,
        public: isPublic,
        runbook,
        pages,
      };
      let to: Target | undefined;
      for (const original of originals) {
        const added = await addCopy(within, original, {
          ...place,
          serviceName: names.serviceName,
          monitorName:
            target.monitorId === null
              ? original.name
              : (names.monitorName ?? original.name),
          spread: originals.length > 1,
        });
        if (!added.ok) throw new Undone(added);
        const { service, monitor } = added;
        to = {
          namespaceId: namespace.id,
          namespaceSlug: namespace.slug,
          namespaceName: namespace.name,
          owners: namespace.owners,
          serviceId: service.id,
          serviceName: service.name,
          monitorId: target.monitorId === null ? null : monitor.id,
          monitorName: target.monitorId === null ? null : monitor.name,
        };
      }
      if (to === undefined) throw new Error("nothing was copied");
      await audit(tx, context, "copy", fullName(target), { to: fullName(to) });
      return { ok: true as const, from: target, to, count: originals.length };
    });
  } catch (error) {
    if (error instanceof Undone) return error.refusal;
    throw error;
  }
}

async function addCopy(
  within: Context,
  original: Monitor,
  place: {
    namespaceSlug: string;
    serviceName: string;
    monitorName: string;
    public: boolean;
    runbook: string | null;
    pages: PageLevel;
    spread: boolean;
  },
) {
  const owner = `monitor:${original.id}`;
  const opened = await openSecrets(within.store.db, within.secrets, [owner]);
  return addMonitor(within, {
    ...place,
    type: original.type,
    settings: original.settings,
    secrets: opened.get(owner) ?? {},
    everyMs: original.everyMs,
    schedule: original.schedule,
    timeoutMs: original.timeoutMs,
    confirmFailures: original.confirmFailures,
    confirmSuccesses: original.confirmSuccesses,
    confirmRetryMs: original.confirmRetryMs,
    essential: original.essential,
  });
}
