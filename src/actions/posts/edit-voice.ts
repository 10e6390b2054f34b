import { fitsX, hasLink, inert, weight } from "../../base/post-words.ts";
import { storable } from "../../base/text.ts";
import {
  type Language,
  languages,
  type PostKind,
  postKinds,
  speeches,
} from "../../domain/posts/languages.ts";
import {
  type Network,
  renderPost,
  type Told,
  type Voice,
} from "../../domain/posts/render.ts";
import { dollars } from "../../domain/posts/price.ts";
import { piecesOf, templateProblem } from "../../domain/posts/templates.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { StoredVoice } from "../../store/entities/voices.ts";
import {
  findNamespace,
  lockNamespace,
} from "../../store/targets/namespaces.ts";
import { findVoice, saveVoice } from "../../store/telling/voices.ts";
import { noSuchNamespace } from "../targets/add-monitor.ts";
import { auditOf, type Change, changeOf, durationChange } from "../change.ts";
import {
  type Context,
  type Problem,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAnnounce } from "../people/permission.ts";
import { hastenDrafts } from "./hasten-drafts.ts";

export { usualVoiceOf as usualVoice } from "../../store/telling/voices.ts";

/** X counts most strictly: what fits there fits everywhere. */
const strictest: Network = { fits: fitsX, inert };

/** What is to be otherwise; what is left out stays. An empty template is said as usual. */
export interface VoiceEdit {
  language?: string;
  templates?: Partial<Record<PostKind, string>>;
  links?: boolean;
  replies?: boolean;
  pictures?: boolean;
  /** How long a post waits for somebody; null: not at all. */
  approvalMs?: number | null;
  /** Of a month, in thousandths of a dollar; null: as much as it takes. */
  budget?: number | null;
}

const APPROVAL_MS = { min: MINUTE, max: 24 * HOUR };
const BUDGET = { min: 30, max: 10_000_000 };

/** How a namespace speaks to its customers. */
export interface VoiceNow {
  ok: true;
  namespace: Namespace;
  voice: StoredVoice;
}

/** Everybody may look. */
export async function showVoice(
  { store: { db } }: Context,
  slug: string,
): Promise<VoiceNow | Refusal> {
  const namespace = await findNamespace(db, slug);
  if (namespace === null) return noSuchNamespace(db, slug);
  return { ok: true, namespace, voice: await findVoice(db, namespace.id) };
}

/** The same for who is about to change it. */
export async function showVoiceToEdit(
  context: Context,
  slug: string,
): Promise<VoiceNow | Refusal> {
  const shown = await showVoice(context, slug);
  if (!shown.ok) return shown;
  return mayNotAnnounce(context, shown.namespace) ?? shown;
}

export async function editVoice(
  context: Context,
  slug: string,
  edit: VoiceEdit,
): Promise<(VoiceNow & { changes: Change[] }) | Refusal> {
  const shown = await showVoiceToEdit(context, slug);
  if (!shown.ok) return shown;
  const { namespace } = shown;
  return context.store.transaction(async (tx) => {
    await lockNamespace(tx, namespace.id);
    const planned = plannedVoice(
      await findVoice(tx, namespace.id),
      edit,
      namespace,
    );
    if (!planned.ok) return planned;
    const { after, changes } = planned;
    if (changes.length > 0) {
      await saveVoice(tx, after);
      await hastenDrafts(tx, after, context.now);
      await audit(tx, context, "posts edit", namespace.slug, auditOf(changes));
    }
    return { ok: true as const, namespace, voice: after, changes };
  });
}

/** What an edit makes of a voice, or what is wrong with it. */
export function plannedVoice(
  before: StoredVoice,
  edit: VoiceEdit,
  namespace: Pick<Namespace, "name" | "timezone">,
): { ok: true; after: StoredVoice; changes: Change[] } | Refusal {
  const after = edited(before, edit);
  const problems = problemsOf(after, edit, namespace);
  return problems.length > 0
    ? refuseFields(problems)
    : { ok: true, after, changes: changesBetween(before, after) };
}

function edited(before: StoredVoice, edit: VoiceEdit): StoredVoice {
  const templates = { ...before.templates };
  for (const kind of postKinds) {
    const typed = edit.templates?.[kind];
    if (typed === undefined) continue;
    const text = storable(typed).replaceAll(/\s+/g, " ").trim();
    if (text === "") delete templates[kind];
    else templates[kind] = text;
  }
  return {
    ...before,
    templates,
    language: languageNamed(edit.language) ?? before.language,
    links: edit.links ?? before.links,
    replies: edit.replies ?? before.replies,
    pictures: edit.pictures ?? before.pictures,
    approvalMs:
      edit.approvalMs === undefined ? before.approvalMs : edit.approvalMs,
    budget: edit.budget === undefined ? before.budget : edit.budget,
    // What was warned of was another budget.
    warnedMonth:
      edit.budget === undefined || edit.budget === before.budget
        ? before.warnedMonth
        : null,
  };
}

/** A language by its code or a name of it. */
function languageNamed(typed: string | undefined): Language | undefined {
  const name = typed?.trim().toLowerCase();
  return languages.find((language) =>
    [language, speeches[language].name, englishName(language)].some(
      (one) => one.toLowerCase() === name,
    ),
  );
}

function englishName(language: Language): string {
  return (
    new Intl.DisplayNames("en", { type: "language" }).of(language) ?? language
  );
}

function problemsOf(
  after: StoredVoice,
  { language }: VoiceEdit,
  namespace: Pick<Namespace, "name" | "timezone">,
): Problem[] {
  const known = languages.map(englishName).join(", ");
  const isUnknown =
    language !== undefined && languageNamed(language) === undefined;
  return [
    ...(isUnknown
      ? [{ field: "language", text: `There are texts in ${known}.` }]
      : []),
    ...isBeyond(
      after.approvalMs,
      APPROVAL_MS,
      "approvalMs",
      "A post waits between a minute and a day: `10m`.",
    ),
    ...isBeyond(
      after.budget,
      BUDGET,
      "budget",
      "A budget is at least $0.03, an outage and its end, and at most $10,000.",
    ),
    ...postKinds.flatMap((kind) => {
      const text = problemWith(kind, after, namespace);
      return text === undefined ? [] : [{ field: kind, text }];
    }),
  ];
}

function isBeyond(
  value: number | null,
  { min, max }: { min: number; max: number },
  field: string,
  text: string,
): Problem[] {
  return value === null || (value >= min && value <= max)
    ? []
    : [{ field, text }];
}

function problemWith(
  kind: PostKind,
  voice: StoredVoice,
  namespace: Pick<Namespace, "name" | "timezone">,
): string | undefined {
  const template = voice.templates[kind];
  if (template === undefined) return undefined;
  return (
    templateProblem(kind, template) ??
    linkProblem(template, voice.links) ??
    lengthProblem(kind, voice, namespace)
  );
}

function linkProblem(template: string, links: boolean): string | undefined {
  const pieces = piecesOf(template);
  const address = pieces.find(({ kind }) => kind === "address");
  if (address !== undefined && !links)
    return "A post with a link costs thirteen times as much: leave it out, or allow links.";
  const words = pieces.map((one) => (one.kind === "words" ? one.text : " x "));
  return words.some((text) => text.includes("://")) || hasLink(words.join(""))
    ? "Networks make a link of this. Leave it out, or allow links and write it whole, with spaces around it: https://…"
    : undefined;
}

function lengthProblem(
  kind: PostKind,
  voice: StoredVoice,
  namespace: Pick<Namespace, "name" | "timezone">,
): string | undefined {
  const anyLength: Network = { ...strictest, fits: () => true };
  const text = renderPost(exampleOf(kind, namespace), voice, anyLength, true);
  return fitsX(text)
    ? undefined
    : `This gets too long for X: with times and a short name it counts ${weight(text)}.`;
}

/** How a namespace's post would read: of its usual texts, or of its own. */
export function exampleText(
  kind: PostKind,
  voice: Voice,
  namespace: Pick<Namespace, "name" | "timezone">,
): string {
  return renderPost(exampleOf(kind, namespace), voice, strictest);
}

/** A Saturday, so that examples read the same whenever they are looked at. */
const EXAMPLE_AT = Date.UTC(2026, 10, 21, 14, 2);

function exampleOf(
  kind: PostKind,
  { name, timezone }: Pick<Namespace, "name" | "timezone">,
): Told {
  const at = EXAMPLE_AT;
  const told: Told = {
    kind,
    names: ["Datastore"],
    count: 1,
    namespace: name,
    timezone,
    at,
    from: at - 4 * HOUR,
  };
  switch (kind) {
    case "planned":
    case "moved":
    case "cancelled":
      return { ...told, from: at + 5 * HOUR, until: at + 7 * HOUR };
    case "begins":
    case "extended":
    case "ends":
      return { ...told, from: at, until: at + 90 * MINUTE };
    case "down":
    case "difficulties":
      return { ...told, from: at - MINUTE };
    case "brief":
    case "passed":
    case "recovered":
    case "still":
    case "eased":
      return told;
  }
}

function amount(budget: number | null): string | null {
  return budget === null ? null : dollars(budget);
}

function changesBetween(before: StoredVoice, after: StoredVoice): Change[] {
  return [
    ...changeOf("language", before.language, after.language),
    ...changeOf("links", before.links, after.links),
    ...changeOf("replies", before.replies, after.replies),
    ...changeOf("pictures", before.pictures, after.pictures),
    ...durationChange("approval", before.approvalMs, after.approvalMs),
    ...changeOf("budget", amount(before.budget), amount(after.budget)),
    ...postKinds.flatMap((kind) =>
      changeOf(
        `text ${kind}`,
        before.templates[kind] ?? "as usual",
        after.templates[kind] ?? "as usual",
      ),
    ),
  ];
}
