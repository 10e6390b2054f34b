import {
  editVoice,
  showVoice,
  showVoiceToEdit,
  type VoiceEdit,
} from "../../actions/posts/edit-voice.ts";
import { actions, header, lines, text } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { compactDuration, parseDuration } from "../../domain/duration.ts";
import { dollars, parseDollars } from "../../domain/posts/price.ts";
import { speeches } from "../../domain/posts/languages.ts";
import { buttonIds } from "../buttons/ids.ts";
import { postsForm, readings } from "../modals/posts.ts";
import { message, type Reply, say, sayRefusal } from "../reply.ts";
import { changedSentence } from "../sentences.ts";
import type { Word } from "../words.ts";
import { namespaceOf } from "./accounts.ts";
import type { Ask, Command, Tools } from "./command.ts";

export const posts: Command = {
  name: "posts",
  summary:
    "What a namespace's accounts post to customers: language, own texts, links, replies, pictures, a budget for a month, and whether somebody of the team allows each post first. `posts edit` opens a form that shows how each text reads.",
  usage: [
    "posts iati",
    "posts edit iati",
    "posts iati language fr",
    "posts iati links off replies on",
    "posts iati budget $5 approval 10m",
  ],
  async run(ask, tools) {
    const [first, ...rest] = ask.words;
    const isEdit = first?.text.toLowerCase() === "edit";
    const [named, ...settings] = isEdit ? rest : ask.words;
    const found = await namespaceOf(
      named,
      isEdit ? ["posts", "edit"] : ["posts"],
      "Whose posts?",
      ask,
      tools,
    );
    if (!found.ok) return found.reply;
    const { slug } = found.namespace;
    if (settings.length > 0) return change(slug, settings, ask, tools);
    return isEdit
      ? openPostsForm(slug, ask, tools)
      : showPosts(slug, ask, tools);
  },
};

async function showPosts(
  slug: string,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const shown = await showVoice(tools.context(actor), slug);
  if (!shown.ok) return sayRefusal(shown);
  const { namespace, voice } = shown;
  const title = `Posts of ${namespace.name}`;
  const settings = settingWords(voice)
    .map(([name, value]) => `${name}: ${value}`)
    .join(" · ");
  return message(title, [
    header(title),
    lines([text(settings)]),
    readings(shown),
    actions("posts", [
      { action: buttonIds.postsForm, label: "Edit", value: slug },
    ]),
  ]);
}

type ShownVoice = Extract<
  Awaited<ReturnType<typeof showVoice>>,
  { ok: true }
>["voice"];

function settingWords(voice: ShownVoice): [string, string][] {
  return [
    ["language", speeches[voice.language].name],
    ["links", voice.links ? "on" : "off"],
    ["replies", voice.replies ? "on" : "off"],
    ["pictures", voice.pictures ? "on" : "off"],
    [
      "approval",
      voice.approvalMs === null ? "off" : compactDuration(voice.approvalMs),
    ],
    [
      "budget",
      voice.budget === null ? "none" : `${dollars(voice.budget)} a month`,
    ],
  ];
}

export async function openPostsForm(
  slug: string,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const shown = await showVoiceToEdit(tools.context(actor), slug);
  return shown.ok
    ? {
        kind: "form",
        view: postsForm(shown),
        button: { action: buttonIds.postsForm, label: "Edit", value: slug },
      }
    : sayRefusal(shown);
}

async function change(
  slug: string,
  settings: readonly Word[],
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const edit: VoiceEdit = {};
  const left = settings.map((word) => word.text);
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const problem = readSetting(edit, name.toLowerCase(), left.shift());
    if (problem !== undefined) return say(problem);
  }
  const edited = await editVoice(tools.context(actor), slug, edit);
  return edited.ok
    ? say(changedSentence(`What ${slug} posts`, edited.changes))
    : sayRefusal(edited);
}

function isNone(value: string): boolean {
  return /^(none|off|no)$/i.test(value);
}

/** Returns what is wrong, in a sentence. */
function readSetting(
  edit: VoiceEdit,
  name: string,
  value: string | undefined,
): string | undefined {
  if (value === undefined)
    return `\`${clip(name, 40)}\` needs a value behind it, as in \`posts iati language fr\`.`;
  switch (name) {
    case "language":
      edit.language = value;
      return undefined;
    case "links":
    case "pictures":
    case "replies":
      if (!/^(on|off|yes|no)$/i.test(value))
        return `\`${name}\` is \`on\` or \`off\`.`;
      edit[name] = /^(on|yes)$/i.test(value);
      return undefined;
    case "budget": {
      const budget = isNone(value) ? null : parseDollars(value);
      if (budget === undefined)
        return "`budget` is an amount of dollars for a month, or `none`: `posts iati budget $5`.";
      edit.budget = budget;
      return undefined;
    }
    case "approval": {
      const ms = isNone(value) ? null : parseDuration(value);
      if (ms === undefined)
        return "`approval` is how long a post waits for somebody before it goes out by itself, or `off`: `posts iati approval 10m`.";
      edit.approvalMs = ms;
      return undefined;
    }
    default:
      return `"${clip(name, 40)}" is not understood. Posts have \`language\`, \`links\`, \`replies\`, \`pictures\`, \`budget\` and \`approval\`; \`posts edit iati\` shows the texts.`;
  }
}
