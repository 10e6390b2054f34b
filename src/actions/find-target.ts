import { likelyNames, nameKey } from "../domain/names.ts";
import type { Db } from "../store/db.ts";
import {
  allServiceNames,
  monitorsNamed,
  servicesNamed,
  type Target,
  targetOfMonitor,
  targetOfService,
} from "../store/targets.ts";
import { refuse, type Refusal } from "./context.ts";

export type { Target } from "../store/targets.ts";

export type Found =
  { ok: true; target: Target } | (Refusal & { choices: string[] });

/**
 * What somebody means by "datastore", "iati/datastore", "datastore/front page" or "iati/datastore/front page".
 * Where it is not clear, the refusal carries the names that it may be.
 */
export async function findTarget(db: Db, text: string): Promise<Found> {
  const parts = text
    .split("/")
    .map(nameKey)
    .filter((part) => part !== "");
  const found = await candidates(db, parts);
  const [only] = found;
  if (only !== undefined && found.length === 1)
    return { ok: true, target: only };
  if (found.length > 1) {
    const choices = found.map(fullName);
    return {
      ...refuse(
        "ambiguous",
        `There are several called "${text}". Which one: ${choices.join(", ")}?`,
      ),
      choices,
    };
  }
  return notFound(db, text);
}

async function candidates(db: Db, parts: string[]): Promise<Target[]> {
  const [first, second, third] = parts;
  if (first === undefined || parts.length > 3) return [];
  if (second === undefined)
    return firstThatHas(servicesNamed(db, first, null), () =>
      monitorsNamed(db, first, null),
    );
  if (third !== undefined)
    return monitorsNamed(db, third, { key: second, namespaceSlug: first });
  return firstThatHas(servicesNamed(db, second, first), () =>
    monitorsNamed(db, second, { key: first, namespaceSlug: null }),
  );
}

async function firstThatHas(
  first: Promise<Target[]>,
  second: () => Promise<Target[]>,
): Promise<Target[]> {
  const found = await first;
  return found.length > 0 ? found : second();
}

async function notFound(db: Db, text: string): Promise<Found> {
  const names = await allServiceNames(db);
  const choices = likelyNames(text.split("/").at(-1) ?? text, names);
  const hint =
    choices.length > 0
      ? `Did you mean ${choices.join(", ")}?`
      : "`list` shows all there are.";
  return {
    ...refuse("not-found", `Nothing is called "${text}". ${hint}`),
    choices,
  };
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
