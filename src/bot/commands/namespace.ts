import type { NewNamespace } from "../../actions/namespaces/add-namespace.ts";
import { mayNotAdminister } from "../../actions/people/permission.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import { clip } from "../../base/text.ts";
import { parseDuration } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { namespaceForm } from "../modals/add-namespace.ts";
import {
  type NamespaceWish,
  saveNamespace,
  withLabels,
} from "../namespace-request.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { savedSentence } from "../sentences.ts";
import { namespacesView } from "../views/namespaces.ts";
import type { Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { editNamespaceInWords } from "./namespace-edit.ts";
import { askToRemoveNamespace } from "./namespace-remove.ts";

export const namespace: Command = {
  name: "namespace",
  aliases: ["namespaces", "ns"],
  summary:
    "Lists the namespaces, adds one with its Slack channels, zone and owners, changes one, or removes an empty one.",
  usage: [
    "namespace",
    "namespace list",
    "namespace add",
    'namespace add iati "IATI" Europe/London #iati-status owner @ada remind 4h',
    "namespace edit iati",
    "namespace edit iati remind 2h fold 30s zone Europe/London",
    "namespace remove iati",
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    const asked = verb?.text.toLowerCase() ?? "list";
    if (asked === "list")
      return namespacesView(await showNamespaces(tools.context(ask.actor)));
    if (asked === "edit" || asked === "change")
      return editNamespaceInWords(rest, ask, tools);
    if (asked === "remove" || asked === "delete")
      return askToRemoveNamespace(rest, ask, tools);
    if (asked !== "add")
      return say(
        "There are `namespace list`, `namespace add`, `namespace edit` and `namespace remove`.",
      );
    if (rest.length === 0) return openNamespaceForm(ask, tools);
    const draft = readDraft(rest);
    if (typeof draft === "string") return say(draft);
    return saveTyped(await withChannels(draft, ask, tools), ask, tools);
  },
};

export function openNamespaceForm(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Reply {
  const refusal = mayNotAdminister(tools.context(actor), null);
  if (refusal !== undefined) return sayRefusal(refusal);
  return {
    kind: "form",
    view: namespaceForm(),
    button: {
      action: buttonIds.namespaceForm,
      label: "Add a namespace",
      value: "add",
    },
  };
}

/** What was typed; of the channels only the ids are known yet. */
type Draft = Omit<NewNamespace, "channels"> & { channelIds: string[] };

/** Words that may be said before what they announce, and need not be. */
const announcing = /^(owners?|channels?|in|zone|timezone|name|called|to|and)$/i;

/** Reads "slug name zone #channel owner @person remind 4h"; the order after the short name does not matter. */
function readDraft([slug, ...rest]: readonly Word[]): Draft | string {
  if (slug === undefined || slug.kind !== "word")
    return 'Give it a short name first: `namespace add iati "IATI"`.';
  const draft: Draft = {
    slug: slug.text.toLowerCase(),
    name: "",
    timezone: "UTC",
    channelIds: [],
    owners: [],
  };
  const left = [...rest];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const problem = readPart(draft, word, left);
    if (problem !== undefined) return problem;
  }
  return { ...draft, name: draft.name || slug.text };
}

function readPart(draft: Draft, word: Word, left: Word[]): string | undefined {
  const { kind, text, id = "" } = word;
  const name = text.toLowerCase();
  if (kind === "channel") draft.channelIds.push(id);
  else if (kind === "user") draft.owners.push(id);
  else if (kind === "quoted") draft.name = text;
  else if (kind !== "word") return notUnderstood(text);
  else if (name === "remind" || name === "reminders")
    return readReminder(draft, left);
  else if (announcing.test(name)) return undefined;
  else if (/^[#@]/.test(text))
    return `Slack does not say who or what "${clip(text, 40)}" is: pick it from the list that Slack offers while you type, or use the form: \`namespace add\`.`;
  else if (/^[a-z_]+\/[a-z_/+-]+$/i.test(text) || name === "utc")
    draft.timezone = text;
  else draft.name = draft.name === "" ? text : `${draft.name} ${text}`;
  return undefined;
}

function notUnderstood(text: string): string {
  return `"${clip(text, 40)}" is not understood. A namespace has a name, channels with a #, owners with an @ and a time zone: \`namespace add iati "IATI" Europe/London #iati-status\`.`;
}

function readReminder(draft: Draft, left: Word[]): string | undefined {
  if (left[0]?.text.toLowerCase() === "every") left.shift();
  const word = left.shift();
  const ms = word === undefined ? undefined : parseDuration(word.text);
  if (ms === undefined)
    return "`remind` needs a duration behind it, as in `remind 4h`.";
  draft.remindEveryMs = ms;
  return undefined;
}

/** Names the channels. Without any it would tell nobody: the one it was made in hears of it. */
async function withChannels(
  { channelIds, ...draft }: Draft,
  { channelId }: Ask,
  tools: Tools,
): Promise<NamespaceWish> {
  const isChannel = /^[CG]/.test(channelId);
  const here = channelIds.length === 0 && isChannel ? [channelId] : channelIds;
  return withLabels(draft, here, tools);
}

async function saveTyped(
  wish: NamespaceWish,
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const saved = await saveNamespace(wish, ask, tools);
  return saved.ok ? say(savedSentence(saved)) : sayRefusal(saved);
}
