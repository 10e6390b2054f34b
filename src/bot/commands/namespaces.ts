import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import type { Actor } from "../../actions/context.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import { clip, listed } from "../../base/text.ts";
import { nameKey } from "../../domain/names.ts";
import type { Tools } from "./command.ts";

const MOST_NAMED = 10;

export async function allNamespaces(
  actor: Actor,
  tools: Tools,
): Promise<Namespace[]> {
  const all = await showNamespaces(tools.context(actor));
  return all.map(({ namespace }) => namespace);
}

/** The namespace that somebody calls by its short name or its name; a sentence where there is none. */
export function namespaceNamed(
  typed: string,
  namespaces: readonly Namespace[],
): { ok: true; namespace: Namespace } | { ok: false; text: string } {
  const wanted = nameKey(typed);
  const namespace = namespaces.find(
    ({ slug, name }) => slug === wanted || nameKey(name) === wanted,
  );
  if (namespace !== undefined) return { ok: true, namespace };
  const slugs = namespaces.map(({ slug }) => slug);
  const there =
    slugs.length === 0
      ? "There is none yet: `namespace add iati` makes one."
      : `There ${slugs.length === 1 ? "is" : "are"} ${listed(slugs, MOST_NAMED)}.`;
  return {
    ok: false,
    text: `There is no namespace "${clip(typed, 60)}". ${there}`,
  };
}
