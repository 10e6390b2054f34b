import { newToken, tokenHash } from "../../base/random-token.ts";
import { listed } from "../../base/text.ts";
import { cleanName, likelyNames, nameKey, slugOf } from "../../domain/names.ts";
import { expectationProblem, MOST_PANELS } from "../../domain/panels.ts";
import { type MonitorLine, monitorLines } from "../../store/views/board.ts";
import { type Db, errorCode } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { findNamespace } from "../../store/targets/namespaces.ts";
import {
  countPanels,
  deletePanel,
  insertPanel,
  isPanelSlugTaken,
  listPanels,
  type PanelLine,
  setPanelToken,
} from "../../store/views/panels.ts";
import { noSuchNamespace, UNIQUE_VIOLATION } from "../targets/add-monitor.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { fullName, type Target } from "../targets/find-target.ts";
import { audit, mayNotAnnounce } from "../people/permission.ts";

export type { PanelLine } from "../../store/views/panels.ts";

export const PANEL_TOKEN_PREFIX = "panel_";
const MOST_NAMED = 5;

/** All panels. Everybody may look. */
export async function showPanels({ store }: Context): Promise<PanelLine[]> {
  return listPanels(store.db);
}

/** Makes a panel that a script fills. `token` is told this once and kept nowhere. */
export async function makePanel(
  context: Context,
  {
    name,
    namespaceSlug,
    expectedEveryMs,
  }: { name: string; namespaceSlug: string; expectedEveryMs: number | null },
): Promise<{ ok: true; slug: string; name: string; token: string } | Refusal> {
  const { db } = context.store;
  const namespace = await findNamespace(db, namespaceSlug);
  if (namespace === null) return noSuchNamespace(db, namespaceSlug);
  const problem =
    expectedEveryMs === null ? undefined : expectationProblem(expectedEveryMs);
  if (problem !== undefined) return refuse("invalid", problem);
  const token = newToken(PANEL_TOKEN_PREFIX);
  const made = await insert(context, namespace, name, {
    monitorId: null,
    tokenHash: tokenHash(token),
    expectedEveryMs,
  });
  return made.ok ? { ...made, token } : made;
}

/** Shows the levels of a printer: what its monitor sees is on the page from then on. */
export async function makePrinterPanel(
  context: Context,
  target: Target,
  name: string,
): Promise<{ ok: true; slug: string; name: string } | Refusal> {
  const { db } = context.store;
  const monitor = await printerOf(db, target);
  if (monitor === undefined)
    return refuse(
      "invalid",
      `${fullName(target)} is not one monitor of a printer: only those show levels by themselves.`,
    );
  const namespace = await findNamespace(db, target.namespaceSlug);
  if (namespace === null) return noSuchNamespace(db, target.namespaceSlug);
  return insert(context, namespace, name, {
    monitorId: monitor.monitorId,
    tokenHash: null,
    expectedEveryMs: null,
  });
}

/** The monitor itself, or the only one of a printer that a service has. */
async function printerOf(
  db: Db,
  { serviceId, monitorId }: Target,
): Promise<MonitorLine | undefined> {
  const printers = (await monitorLines(db, serviceId)).filter(
    (line) =>
      line.type === "printer" &&
      (monitorId === null || line.monitorId === monitorId),
  );
  return printers.length === 1 ? printers[0] : undefined;
}

type Source = Pick<PanelLine, "monitorId" | "tokenHash" | "expectedEveryMs">;

async function insert(
  context: Context,
  namespace: Namespace,
  typed: string,
  source: Source,
): Promise<{ ok: true; slug: string; name: string } | Refusal> {
  const refusal = mayNotAnnounce(context, namespace);
  if (refusal !== undefined) return refusal;
  const cleaned = cleanName(typed);
  if (!cleaned.ok) return refuse("invalid", cleaned.text);
  const { name } = cleaned;
  if ((await countPanels(context.store.db, namespace.id)) >= MOST_PANELS)
    return refuse(
      "too-many",
      `${namespace.name} has ${MOST_PANELS} panels already: remove one first.`,
    );
  try {
    return await context.store.transaction(async (tx) => {
      const slug = await freePanelSlug(tx, namespace.slug, name);
      await insertPanel(tx, {
        namespaceId: namespace.id,
        name,
        nameKey: nameKey(name),
        slug,
        createdBy: context.actor.name,
        createdAt: context.now,
        pushedAt: null,
        ...source,
      });
      await audit(tx, context, "panel new", `${namespace.slug}/${name}`);
      return { ok: true as const, slug, name };
    });
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return refuse(
      "name-taken",
      `${namespace.name} has such a panel already: give this one another name.`,
    );
  }
}

async function freePanelSlug(
  tx: Db,
  namespaceSlug: string,
  name: string,
): Promise<string> {
  const base = slugOf(name) || "panel";
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${namespaceSlug}-${base}-${number - 1}`;
    if (!(await isPanelSlugTaken(tx, slug))) return slug;
  }
}

/** A panel by its name, its place in addresses, or "namespace/name". */
export async function findPanel(
  context: Context,
  typed: string,
): Promise<{ ok: true; panel: PanelLine } | Refusal> {
  const key = nameKey(typed);
  const all = await showPanels(context);
  const found = all.filter(
    (panel) =>
      panel.nameKey === key ||
      panel.slug === key ||
      `${panel.namespaceSlug}/${panel.nameKey}` === key,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1)
    return { ok: true, panel: only };
  if (found.length > 1)
    return refuse(
      "ambiguous",
      `Several are called so: ${listed(
        found.map(({ slug }) => slug),
        MOST_NAMED,
      )}. Say which.`,
    );
  const likely = likelyNames(
    typed,
    all.map(({ name }) => name),
  );
  return refuse(
    "not-found",
    likely.length === 0
      ? "There is no such panel: `panel list` shows them."
      : `There is no such panel. Did you mean ${listed(likely, MOST_NAMED)}?`,
  );
}

/** Removes a panel with all that was pushed into it. */
export async function removePanel(
  context: Context,
  panel: PanelLine,
): Promise<{ ok: true } | Refusal> {
  return change(context, panel, "panel remove", (tx) =>
    deletePanel(tx, panel.id),
  );
}

/** Gives a panel another token: what pushes with the old one does not get in any more. */
export async function renewPanelToken(
  context: Context,
  panel: PanelLine,
): Promise<{ ok: true; token: string } | Refusal> {
  if (panel.monitorId !== null)
    return refuse(
      "invalid",
      `${panel.name} shows what a printer says of itself: nothing is pushed into it.`,
    );
  const token = newToken(PANEL_TOKEN_PREFIX);
  const done = await change(context, panel, "panel token", async (tx) => {
    await setPanelToken(tx, panel.id, tokenHash(token));
    return true;
  });
  return done.ok ? { ok: true, token } : done;
}

async function change(
  context: Context,
  { name, namespaceId, namespaceName, namespaceSlug, owners }: PanelLine,
  verb: string,
  work: (tx: Db) => Promise<boolean>,
): Promise<{ ok: true } | Refusal> {
  const refusal = mayNotAnnounce(context, {
    namespaceId,
    namespaceName,
    owners,
  });
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    if (!(await work(tx)))
      return refuse("gone", `${name} was removed already.`);
    await audit(tx, context, verb, `${namespaceSlug}/${name}`);
    return { ok: true as const };
  });
}
