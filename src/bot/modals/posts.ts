import * as z from "zod";
import {
  editVoice,
  exampleText,
  type VoiceNow,
} from "../../actions/posts/edit-voice.ts";
import {
  bullets,
  lines,
  option,
  plain,
  text,
} from "../../base/slack-blocks.ts";
import {
  languages,
  type PostKind,
  postKinds,
  speeches,
} from "../../domain/posts/languages.ts";
import { usualText } from "../../domain/posts/render.ts";
import {
  LONGEST_TEMPLATE,
  placeholders,
} from "../../domain/posts/templates.ts";
import { compactDuration, parseDuration } from "../../domain/duration.ts";
import { dollars, parseDollars } from "../../domain/posts/price.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { changedSentence } from "../sentences.ts";
import { errorsAt, OTHER_VERSION } from "./errors.ts";
import { input, selectElement, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";
import { reader } from "../buttons/values.ts";

export const POSTS = "posts";

export const kindLabels: Record<PostKind, string> = {
  down: "Down",
  difficulties: "Difficulties, where customers are told of them",
  brief: "Down and up again before it was told",
  passed: "Difficulties that were over before they were told",
  recovered: "Up again",
  still: "Still down, told now and then",
  eased: "No longer down, but with difficulties",
  planned: "Maintenance is planned",
  moved: "Maintenance is moved",
  begins: "Maintenance begins",
  extended: "Maintenance takes longer",
  ends: "Maintenance is over",
  cancelled: "Maintenance is cancelled",
};

const switches = [
  option("News of an outage stand below its first post", "replies"),
  option("With a picture of the service's last 90 days", "pictures"),
  option("Texts may hold links (a post on X then costs $0.20)", "links"),
];

const metadata = z.object({ slug: z.string() });

/** The form with all that a namespace says to customers, each text with how it reads. */
export function postsForm({ namespace, voice }: VoiceNow): View {
  const { slug, name } = namespace;
  const chosen = languages.map((one) => option(speeches[one].name, one));
  const ticked = switches.filter(
    ({ value }) => voice[value as "links" | "pictures" | "replies"],
  );
  return {
    type: "modal",
    callback_id: POSTS,
    private_metadata: JSON.stringify({ slug }),
    title: plain("Posts to customers"),
    submit: plain("Save"),
    close: plain("Cancel"),
    blocks: [
      lines([text(name, "bold"), text(": what its accounts post.")]),
      input({
        id: "language",
        label: "Language of the texts, dates and numbers",
        element: selectElement(
          chosen,
          chosen.find(({ value }) => value === voice.language),
        ),
      }),
      input({
        id: "switches",
        label: "Posts",
        optional: true,
        element: {
          type: "checkboxes",
          options: switches,
          ...(ticked.length === 0 ? {} : { initial_options: ticked }),
        },
      }),
      input({
        id: "approvalMs",
        label: "Ask the team before each post, and post by itself after",
        help: "Empty: posts do not wait for anybody. What somebody has decided never waits: maintenance and updates.",
        optional: true,
        element: textElement({
          placeholder: "10m",
          initial:
            voice.approvalMs === null
              ? undefined
              : compactDuration(voice.approvalMs),
        }),
      }),
      input({
        id: "budget",
        label: "Budget for posts on X in a month",
        help: "Beyond it posts are held; enough is kept for the ends of what was announced. Empty: no budget.",
        optional: true,
        element: textElement({
          placeholder: "$5",
          initial: voice.budget === null ? undefined : dollars(voice.budget),
        }),
      }),
      lines([
        text(
          "Own texts instead of the usual ones. What is left empty is said as usual; names and times come in where the braces are.",
        ),
      ]),
      ...postKinds.map((kind) =>
        input({
          id: kind,
          label: kindLabels[kind],
          help: `${exampleText(kind, voice, namespace)} (${placeholders[kind].map((one) => `{${one}}`).join(" ")})`,
          optional: true,
          element: {
            ...textElement({
              placeholder: usualText({ kind, count: 1 }, voice),
              initial: voice.templates[kind],
            }),
            max_length: LONGEST_TEMPLATE,
          },
        }),
      ),
    ],
  };
}

const blocks = [
  "language",
  "switches",
  "approvalMs",
  "budget",
  ...postKinds,
].map((id) => ({
  type: "input",
  block_id: id,
}));

/** Saves what the form says and shows how each text reads; what is wrong is told at its field. */
export async function submitPosts(
  { values, metadata: carried, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const slug = readMetadata(carried)?.slug;
  if (slug === undefined)
    return { ok: false, errors: { language: OTHER_VERSION } };
  const ticked = values["switches"]?.split(",") ?? [];
  const budget = readOr(parseDollars, values["budget"]);
  const approvalMs = readOr(parseDuration, values["approvalMs"]);
  if (budget === undefined || approvalMs === undefined)
    return {
      ok: false,
      errors: {
        ...(budget === undefined ? { budget: "Write an amount: $5." } : {}),
        ...(approvalMs === undefined
          ? { approvalMs: "Write a duration with its unit: 10m." }
          : {}),
      },
    };
  const edited = await editVoice(tools.context(actor), slug, {
    language: values["language"] ?? "",
    links: ticked.includes("links"),
    replies: ticked.includes("replies"),
    pictures: ticked.includes("pictures"),
    budget,
    approvalMs,
    templates: Object.fromEntries(
      postKinds.map((kind) => [kind, values[kind] ?? ""]),
    ),
  });
  if (!edited.ok) {
    const problems = edited.problems ?? [
      { field: "language", text: edited.text },
    ];
    return { ok: false, errors: errorsAt({ blocks }, problems, "language") };
  }
  const sentence = changedSentence(
    `What ${edited.namespace.slug} posts`,
    edited.changes,
  );
  return {
    ok: true,
    text: sentence,
    blocks: [lines([text(sentence)]), readings(edited)],
  };
}

/** How each text reads. */
export function readings({
  voice,
  namespace,
}: VoiceNow): ReturnType<typeof bullets> {
  return bullets(
    postKinds.map((kind) => [
      text(exampleText(kind, voice, namespace)),
      ...(voice.templates[kind] === undefined
        ? []
        : [text(" (own text)", "italic")]),
    ]),
  );
}

/** Null where nothing was typed, undefined where it is not understood. */
function readOr(
  parse: (typed: string) => number | undefined,
  typed = "",
): number | null | undefined {
  return typed.trim() === "" ? null : parse(typed);
}

const readMetadata = reader(metadata);
