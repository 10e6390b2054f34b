import { clip } from "../../base/text.ts";
import { likelyNames, nameKey } from "../../domain/names.ts";
import type { Db } from "../../store/db.ts";
import {
  type Search,
  suggest,
  type Suggestion,
} from "../../store/targets/suggestions.ts";
import {
  allServiceNames,
  monitorsNamed,
  servicesNamed,
  type Target,
  targetOfMonitor,
  targetOfService,
} from "../../store/targets/targets.ts";
import { type Context, refuse, type Refusal } from "../context.ts";

export type { Suggestion } from "../../store/targets/suggestions.ts";
export type { Target } from "../../store/targets/targets.ts";

/** Where it is not clear what is meant, the refusal carries names that each find exactly one. */
export type Found =
  { ok: true; target: Target } | (Refusal & { choices: string[] });

/** Of what somebody typed, so much is said again. */
const QUOTED = 80;

/** What somebody means by "datastore", "iati/datastore", "datastore/front page" or "iati/datastore/front page". */
export async function findTarget(db: Db, text: string): Promise<Found> {
  const key = nameKey(text);
  const keys = [key, key.replace(/ ?\/ ?/g, "/")];
  const services = await servicesNamed(db, keys);
  const found = services.length > 0 ? services : await monitorsNamed(db, keys);
  const [only] = found;
  if (only === undefined) return notFound(db, text);
  if (found.length === 1) return { ok: true, target: only };
  const choices = found.map(fullName);
  return {
    ...refuse(
      "ambiguous",
      `There are several called "${clip(text, QUOTED)}". Which one: ${choices.slice(0, 5).join(", ")}${choices.length > 5 ? " …" : ""}?`,
    ),
    choices,
  };
}

async function notFound(db: Db, text: string): Promise<Found> {
  const services = await allServiceNames(db);
  const names = [...new Set(services.map(({ name }) => name))];
  const likely = likelyNames(text.split("/").at(-1) ?? text, names);
  const choices = services
    .filter(({ name }) => likely.includes(name))
    .map(({ name, namespaceSlug }) => `${namespaceSlug}/${name}`);
  const hint =
    likely.length > 0
      ? `Did you mean ${likely.join(", ")}?`
      : "`list` shows all there are.";
  return {
    ...refuse(
      "not-found",
      `Nothing is called "${clip(text, QUOTED)}". ${hint}`,
    ),
    choices,
  };
}

/** Services, and their monitors where that is asked for, that somebody may be looking for; those in trouble first. */
export async function findLikely(
  { store }: Context,
  { text, ...search }: Omit<Search, "key"> & { text: string },
): Promise<Suggestion[]> {
  return suggest(store.db, { ...search, key: nameKey(text) });
}

/** A name that finds exactly this target. */
export function fullName({
  namespaceSlug,
  serviceName,
  monitorName,
}: Pick<Target, "namespaceSlug" | "serviceName" | "monitorName">): string {
  return [
    namespaceSlug,
    serviceName,
    ...(monitorName === null ? [] : [monitorName]),
  ].join("/");
}

/** The target of a button: by id, with a sentence where it was removed since. */
export async function targetById(
  db: Db,
  id: { monitorId: number } | { serviceId: number },
): Promise<{ ok: true; target: Target } | Refusal> {
  const target =
    "monitorId" in id
      ? await targetOfMonitor(db, id.monitorId)
      : await targetOfService(db, id.serviceId);
  return target === null
    ? refuse(
        "removed",
        "This was removed from allswell meanwhile; there is nothing left to do.",
      )
    : { ok: true, target };
}
