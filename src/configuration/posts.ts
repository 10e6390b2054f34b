import type { Context, Problem, Refusal } from "../actions/context.ts";
import {
  editVoice,
  plannedVoice,
  type VoiceEdit,
  usualVoice,
} from "../actions/posts/edit-voice.ts";
import type { ConfigurationNow } from "../actions/targets/read-configuration.ts";
import { compactDuration } from "../domain/duration.ts";
import { type PostKind, postKinds } from "../domain/posts/languages.ts";
import { changedLine, type Findings, tellProblems } from "./compare-parts.ts";
import type { Place } from "./fault.ts";
import { placesOf, set } from "./parse-parts.ts";
import type { Wish } from "./wish.ts";
import type { Entry, YamlReader } from "./yaml-reader.ts";

/** How a namespace is to speak to its customers; what is left out stays. */
export interface PostsWish {
  at: Place;
  places: Record<string, Place>;
  edit: VoiceEdit;
}

export interface PostsStep {
  kind: "edit-posts";
  slug: string;
  edit: VoiceEdit;
}

type Voice = ConfigurationNow["namespaces"][number]["voice"];

const keys = [
  "language",
  "links",
  "replies",
  "pictures",
  "approval",
  "budget",
  "texts",
];
const DOLLAR = 1_000;

export function readPosts(
  reader: YamlReader,
  entry: Entry | undefined,
): PostsWish | undefined {
  if (entry === undefined) return undefined;
  const entries = reader.entries(entry.value, entry.at, "posts");
  reader.refuseOthers(entries, keys, "posts");
  const isNone = (name: string): boolean =>
    reader.plain(entries.get(name) ?? entry) === "none";
  const texts = readTexts(reader, entries.get("texts"));
  return {
    at: entry.at,
    places: {
      ...placesOf(reader, entries, { approvalMs: "approval" }),
      ...texts.places,
    },
    edit: {
      ...set("language", reader.text(entries.get("language"), "language")),
      ...set("links", reader.yesNo(entries.get("links"), "links")),
      ...set("replies", reader.yesNo(entries.get("replies"), "replies")),
      ...set("pictures", reader.yesNo(entries.get("pictures"), "pictures")),
      ...set(
        "approvalMs",
        isNone("approval")
          ? null
          : reader.duration(entries.get("approval"), "approval"),
      ),
      ...set(
        "budget",
        isNone("budget") ? null : readDollars(reader, entries.get("budget")),
      ),
      ...set("templates", texts.templates),
    },
  };
}

/** Thousandths of a dollar. */
function readDollars(
  reader: YamlReader,
  entry: Entry | undefined,
): number | undefined {
  const amount = reader.number(entry, "budget");
  return amount === undefined ? undefined : Math.round(amount * DOLLAR);
}

function readTexts(reader: YamlReader, entry: Entry | undefined) {
  if (entry === undefined) return { places: {} };
  const entries = reader.entries(entry.value, entry.at, "texts");
  reader.refuseOthers(entries, postKinds, "texts");
  const templates: Partial<Record<PostKind, string>> = {};
  for (const kind of postKinds) {
    const text = reader.text(entries.get(kind), kind);
    if (text !== undefined) templates[kind] = text;
  }
  return { places: placesOf(reader, entries, {}), templates };
}

/** What of a voice is not as usual; undefined where all of it is. */
export function postsOf(voice: Voice): Record<string, unknown> | undefined {
  const usual = usualVoice(voice.namespaceId);
  const { language, links, replies, pictures, approvalMs, budget, templates } =
    voice;
  const said = {
    ...(language === usual.language ? {} : { language }),
    ...(links === usual.links ? {} : { links }),
    ...(replies === usual.replies ? {} : { replies }),
    ...(pictures === usual.pictures ? {} : { pictures }),
    ...(approvalMs === null ? {} : { approval: compactDuration(approvalMs) }),
    ...(budget === null ? {} : { budget: budget / DOLLAR }),
    ...(Object.keys(templates).length === 0 ? {} : { texts: templates }),
  };
  return Object.keys(said).length === 0 ? undefined : said;
}

export function comparePosts(
  wish: Wish,
  now: ConfigurationNow,
  findings: Findings,
): void {
  for (const { slug, name, timezone, posts } of wish.namespaces) {
    if (posts === undefined || now.forbidden.includes(slug)) continue;
    const there = now.namespaces.find(
      ({ namespace }) => namespace.slug === slug,
    );
    const planned = plannedVoice(
      there?.voice ?? usualVoice(0),
      posts.edit,
      there?.namespace ?? { name: name ?? slug, timezone: timezone ?? "UTC" },
    );
    if (!planned.ok) {
      const problems: readonly Problem[] = planned.problems ?? [
        { field: "", text: planned.text },
      ];
      tellProblems(problems, posts, findings);
    } else if (planned.changes.length > 0) {
      findings.steps.push({ kind: "edit-posts", slug, edit: posts.edit });
      findings.lines.push(changedLine(`${slug} posts`, planned.changes));
    }
  }
}

export async function editPostsOf(
  context: Context,
  { slug, edit }: PostsStep,
): Promise<{ ok: true } | Refusal> {
  return editVoice(context, slug, edit);
}
