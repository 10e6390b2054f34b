import { clip } from "../../base/text.ts";
import { nameKey } from "../../domain/names.ts";
import { isPattern, matchesPattern } from "../../domain/pattern.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Scope } from "../../store/maintenance/maintenance.ts";
import { scopePlaces } from "../../store/maintenance/maintenance-scopes.ts";
import { listNamespaces } from "../../store/targets/namespaces.ts";
import { allServiceNames } from "../../store/targets/targets.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { findTarget } from "../targets/find-target.ts";
import { mayNotAnnounce, mayNotChange } from "../people/permission.ts";

export type { Scope } from "../../store/maintenance/maintenance.ts";

/** A pattern that means more services than this is likely a mistake: a whole namespace has a scope of its own. */
const MOST_MATCHED = 100;

export type FoundScopes =
  { ok: true; scopes: Scope[] } | (Refusal & { choices: string[] });

export function ofNamespace(namespaceId: number): Scope {
  return { namespaceId, serviceId: null, monitorId: null };
}

export function ofService(serviceId: number): Scope {
  return { namespaceId: null, serviceId, monitorId: null };
}

function ofMonitor(monitorId: number): Scope {
  return { namespaceId: null, serviceId: null, monitorId };
}

/** What somebody means by "iati/*", "iati", "datastore", "iati/data*" or "datastore/front page"; several are divided by commas. */
export async function findScopes(db: Db, text: string): Promise<FoundScopes> {
  const names = text
    .split(/\s*,\s*(?:and\s+)?/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const scopes: Scope[] = [];
  for (const name of names) {
    const found = await findOne(db, name);
    if (!found.ok) return found;
    scopes.push(...found.scopes);
  }
  return { ok: true, scopes: distinct(scopes) };
}

async function findOne(db: Db, name: string): Promise<FoundScopes> {
  const namespaces = await listNamespaces(db);
  const whole = namespaceNamed(name.replace(/\s*\/\s*\*$/, ""), namespaces);
  if (whole !== undefined && /\/\s*\*$/.test(name))
    return { ok: true, scopes: [ofNamespace(whole.id)] };
  if (isPattern(name)) return matching(db, name);
  const found = await findTarget(db, name);
  if (found.ok) {
    const { monitorId, serviceId } = found.target;
    return {
      ok: true,
      scopes: [
        monitorId === null ? ofService(serviceId) : ofMonitor(monitorId),
      ],
    };
  }
  const isNamespace = found.kind === "not-found" && whole !== undefined;
  return isNamespace ? { ok: true, scopes: [ofNamespace(whole.id)] } : found;
}

function namespaceNamed(
  name: string,
  namespaces: readonly Namespace[],
): Namespace | undefined {
  const key = nameKey(name);
  return namespaces.find(
    ({ slug, name: called }) => slug === key || nameKey(called) === key,
  );
}

async function matching(db: Db, pattern: string): Promise<FoundScopes> {
  const services = await allServiceNames(db);
  const matched = services.filter(({ name, namespaceSlug }) =>
    matchesPattern(pattern, { namespaceSlug, nameKey: nameKey(name) }),
  );
  const shown = clip(pattern, 60);
  if (matched.length === 0)
    return {
      ...refuse(
        "not-found",
        `No service is called "${shown}". \`list\` shows all there are.`,
      ),
      choices: [],
    };
  if (matched.length > MOST_MATCHED)
    return {
      ...refuse(
        "too-many",
        `"${shown}" means ${matched.length} services. Name a whole namespace, as in \`iati/*\`, or fewer.`,
      ),
      choices: [],
    };
  const scopes: Scope[] = [];
  for (const { name, namespaceSlug } of matched) {
    const found = await findTarget(db, `${namespaceSlug}/${name}`);
    if (found.ok && found.target.monitorId === null)
      scopes.push(ofService(found.target.serviceId));
  }
  return { ok: true, scopes };
}

function distinct(scopes: readonly Scope[]): Scope[] {
  return [
    ...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values(),
  ];
}

/** Whether somebody may plan maintenance of all that, and whether customers may be told of it at their word. */
export async function mayPlan(
  context: Context,
  db: Db,
  scopes: readonly Scope[],
): Promise<
  { ok: true; mayAnnounce: boolean; refusal: Refusal | null } | Refusal
> {
  const { places, isWhole } = await scopePlaces(db, scopes);
  if (places.length === 0)
    return refuse(
      "nothing",
      "Say what the maintenance is of: a service, a monitor or a whole namespace.",
    );
  if (!isWhole)
    return refuse(
      "removed",
      "A part of this was removed from allswell meanwhile. Choose anew.",
    );
  for (const place of places) {
    const refusal = mayNotChange(context, place);
    if (refusal !== undefined) return refusal;
  }
  const refusals = places.flatMap(
    (place) => mayNotAnnounce(context, place) ?? [],
  );
  return {
    ok: true,
    mayAnnounce: refusals.length === 0,
    refusal: refusals[0] ?? null,
  };
}
