import type { Audit } from "../store/entities/bookkeeping.ts";
import {
  type AuditFilter,
  latestIncidentIds,
  listAudits,
} from "../store/people/audits.ts";
import type { Namespace } from "../store/entities/namespaces.ts";
import type { Context, Refusal } from "./context.ts";
import { fullName, type Target } from "./targets/find-target.ts";
import { mayNotAudit } from "./people/permission.ts";

export type { Audit } from "../store/entities/bookkeeping.ts";

/** Whose or what's audit somebody wants to see; null for all of it. */
export type AuditTopic =
  | { kind: "person"; id: string }
  | { kind: "namespace"; namespace: Namespace }
  | { kind: "target"; target: Target }
  | null;

const PER_PAGE = 15;
/** Acknowledgements name the incident: those of so many are found. */
const MOST_INCIDENTS = 200;

export interface AuditPage {
  lines: Audit[];
  /** The id to go on before; null where there are no more. */
  next: number | null;
}

/** Who did what, newest first, a page from before the row `before`. For members. */
export async function showAudit(
  context: Context,
  topic: AuditTopic,
  before: number | null = null,
): Promise<({ ok: true } & AuditPage) | Refusal> {
  const refusal = mayNotAudit(context);
  if (refusal !== undefined) return refusal;
  const lines = await listAudits(
    context.store.db,
    await filterOf(context, topic),
    { before, limit: PER_PAGE + 1 },
  );
  const shown = lines.slice(0, PER_PAGE);
  const next = lines.length > PER_PAGE ? (shown.at(-1)?.id ?? null) : null;
  return { ok: true, lines: shown, next };
}

async function filterOf(
  { store }: Context,
  topic: AuditTopic,
): Promise<AuditFilter> {
  switch (topic?.kind) {
    case undefined:
      return { kind: "all" };
    case "person":
      return { kind: "actor", actor: topic.id };
    case "namespace": {
      const { slug } = topic.namespace;
      return {
        kind: "targets",
        exact: [slug],
        beginnings: [`${slug}/`, `${slug} `],
      };
    }
    case "target": {
      const name = fullName(topic.target);
      const { serviceId, monitorId } = topic.target;
      const incidents =
        monitorId === null
          ? await latestIncidentIds(store.db, serviceId, MOST_INCIDENTS)
          : [];
      return {
        kind: "targets",
        exact: [name, ...incidents.map((id) => `incident ${id}`)],
        beginnings: [`${name}/`],
      };
    }
  }
}
