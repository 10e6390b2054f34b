import type { Namespace } from "../../store/entities/namespaces.ts";
import { listNamespaces } from "../../store/targets/namespaces.ts";
import type { Context } from "../context.ts";
import { mayNotChange } from "../people/permission.ts";

/** All namespaces, and those that the actor may change, by short name. */
export async function namespacesOf(
  context: Context,
): Promise<{ all: Namespace[]; own: Namespace[] }> {
  const all = await listNamespaces(context.store.db);
  const own = all.filter(
    (namespace) => mayNotChange(context, namespace) === undefined,
  );
  return { all, own };
}
