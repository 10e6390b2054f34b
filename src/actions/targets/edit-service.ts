import { isEditable } from "../../domain/channels.ts";
import { cleanName, nameKey, slugOf } from "../../domain/names.ts";
import type { PageLevel } from "../../domain/paging.ts";
import { type Db, errorCode } from "../../store/db.ts";
import { threadsOf, wishEdit } from "../../store/telling/edits.ts";
import type { Service } from "../../store/entities/services.ts";
import {
  addEntry,
  changeIncident,
  findOpenIncident,
} from "../../store/incidents/incidents.ts";
import { findNamespace } from "../../store/targets/namespaces.ts";
import { dropHidden } from "../../store/telling/not-told.ts";
import {
  findService,
  getService,
  isSlugTaken,
  keepSlug,
  lockService,
  updateService,
} from "../../store/targets/services.ts";
import { UNIQUE_VIOLATION } from "./add-monitor.ts";
import { auditOf, type Change, changeOf } from "../change.ts";
import {
  type Context,
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { fullName, type Target, targetById } from "./find-target.ts";
import { audit, mayNotChange } from "../people/permission.ts";

export type { Service } from "../../store/entities/services.ts";

/** What is to be otherwise; what is left out stays. */
export interface ServiceEdit {
  name?: string;
  /** Its place in URLs; the one it had goes on leading to it. */
  slug?: string;
  public?: boolean;
  /** Null takes it away. */
  runbook?: string | null;
  /** Whether its trouble calls the person on call. */
  pages?: PageLevel;
}

export type EditedService = {
  ok: true;
  target: Target;
  service: Service;
  changes: Change[];
};

const LONGEST_RUNBOOK = 1_000;
const LONGEST_SLUG = 60;

/** The id of the service of that name in a namespace; null where there is none. */
export async function serviceNamed(
  { store: { db } }: Context,
  namespaceSlug: string,
  name: string,
): Promise<number | null> {
  const namespace = await findNamespace(db, namespaceSlug);
  const service =
    namespace === null
      ? null
      : await findService(db, namespace.id, nameKey(name));
  return service?.id ?? null;
}

/** A service as its form shows it. */
export async function serviceToEdit(
  { store }: Context,
  { serviceId }: Pick<Target, "serviceId">,
): Promise<Service> {
  return getService(store.db, serviceId);
}

/** Changes how a service is called, where it is found and whether customers see it. Its history stays with it. */
export async function editService(
  context: Context,
  serviceId: number,
  edit: ServiceEdit,
): Promise<EditedService | Refusal> {
  const found = await targetById(context.store.db, { serviceId });
  if (!found.ok) return found;
  const { target } = found;
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return refusal;
  const problems = editProblems(edit);
  if (problems.length > 0) return refuseFields(problems);
  try {
    return await context.store.transaction((tx) =>
      editLocked(tx, context, target, edit),
    );
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return serviceNameTaken(target.namespaceName, edit.name ?? "");
  }
}

export function serviceNameTaken(namespaceName: string, name: string): Refusal {
  return {
    ...refuse(
      "name-taken",
      `${namespaceName} has a service called "${name}" already: give this one another name.`,
    ),
    problems: [
      { field: "serviceName", text: "Another service has this name." },
    ],
  };
}

function editProblems({ name, slug, runbook }: ServiceEdit): Problem[] {
  const problems: Problem[] = [];
  const cleaned = cleanName(name ?? "-");
  if (!cleaned.ok) problems.push({ field: "serviceName", text: cleaned.text });
  if (slug !== undefined && (slug === "" || slug !== slugOf(slug)))
    problems.push({
      field: "slug",
      text: `The address must be up to ${LONGEST_SLUG} lower case letters, digits and hyphens, as in "datastore".`,
    });
  if (typeof runbook === "string" && !isWebAddress(runbook))
    problems.push({
      field: "runbook",
      text: 'The runbook must be an address, as in "https://wiki.example.org/datastore".',
    });
  return problems;
}

function isWebAddress(text: string): boolean {
  if (text.length > LONGEST_RUNBOOK || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

/** What an edit would change, and whether it may be: nothing is written. */
export function plannedServiceEdit(
  before: Service,
  edit: ServiceEdit,
): { ok: true; changes: Change[] } | Refusal {
  const problems = editProblems(edit);
  return problems.length > 0
    ? refuseFields(problems)
    : {
        ok: true,
        changes: changesBetween(before, editedService(before, edit)),
      };
}

function editedService(before: Service, edit: ServiceEdit): Service {
  const cleaned = cleanName(edit.name ?? before.name);
  const name = cleaned.ok ? cleaned.name : before.name;
  return {
    ...before,
    name,
    nameKey: nameKey(name),
    slug: edit.slug ?? before.slug,
    public: edit.public ?? before.public,
    runbook: edit.runbook === undefined ? before.runbook : edit.runbook,
    pages: edit.pages ?? before.pages,
  };
}

async function editLocked(
  tx: Db,
  context: Context,
  target: Target,
  edit: ServiceEdit,
): Promise<EditedService | Refusal> {
  const before = await lockService(tx, target.serviceId);
  if (before === null)
    return refuse("removed", `${fullName(target)} was removed meanwhile.`);
  const after = editedService(before, edit);
  const changes = changesBetween(before, after);
  if (changes.length === 0)
    return { ok: true, target, service: before, changes };
  if (after.slug !== before.slug) {
    if (await isSlugTaken(tx, after.slug, after.id))
      return refuseFields([
        {
          field: "slug",
          text: `The address "${after.slug}" leads to another service.`,
        },
      ]);
    await keepSlug(tx, before.slug, after.id);
  }
  const { id, ...fields } = after;
  await updateService(tx, id, fields);
  if (after.name !== before.name) await tellRenamed(tx, context, before, after);
  if (before.public && !after.public) await dropHidden(tx, id, context.now);
  await audit(tx, context, "edit", fullName(target), auditOf(changes));
  return {
    ok: true,
    target: { ...target, serviceName: after.name },
    service: after,
    changes,
  };
}

function changesBetween(before: Service, after: Service): Change[] {
  return [
    ...changeOf("name", before.name, after.name),
    ...changeOf("slug", before.slug, after.slug),
    ...changeOf("public", before.public, after.public),
    ...changeOf("runbook", before.runbook, after.runbook),
    ...changeOf("pages", before.pages, after.pages),
  ];
}

/** An outage that people read of goes on under the new name: its messages are brought up to date, and say so. */
async function tellRenamed(
  tx: Db,
  { now, actor }: Context,
  before: Service,
  after: Service,
): Promise<void> {
  const incident = await findOpenIncident(tx, after.id);
  if (incident === null) return;
  await addEntry(tx, {
    incidentId: incident.id,
    at: now,
    kind: "renamed",
    text: `${before.name} is called ${after.name} from now on.`,
    actor: actor.name,
    public: false,
  });
  await changeIncident(tx, incident.id, {
    toldAs: incident.toldAs ?? before.name,
  });
  for (const { postId, channel } of await threadsOf(tx, incident.id))
    if (isEditable(channel)) await wishEdit(tx, postId, now);
}
