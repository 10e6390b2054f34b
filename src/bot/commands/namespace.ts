import {
  addNamespace,
  type NewNamespace,
} from "../../actions/add-namespace.ts";
import { clip } from "../../base/text.ts";
import { parseDuration } from "../../domain/duration.ts";
import { namespaceForm } from "../modals/add-namespace.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import type { Word } from "../words.ts";
import { type Ask, type Command, formOrButton, type Tools } from "./command.ts";
import { listNamespaces } from "./looking.ts";

export const namespace: Command = {
  name: "namespace",
  aliases: ["namespaces", "ns"],
  summary:
    "Lists the namespaces, or adds one with its Slack channels, zone and owners.",
  usage: [
    "namespace list",
    "namespace add",
    'namespace add iati "IATI" Europe/London #iati-status owner @ada remind 4h',
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    const asked = verb?.text.toLowerCase() ?? "list";
    if (asked === "list") return listNamespaces(ask, tools);
    if (asked !== "add")
      return say("There are `namespace list` and `namespace add`.");
    if (rest.length === 0)
      return formOrButton(
        ask,
        namespaceForm(),
        "namespaceForm",
        "Add a namespace",
      );
    const draft = readDraft(rest);
    if (typeof draft === "string") return say(draft);
    return saveNamespace(await withChannel(draft, ask, tools), ask, tools);
  },
};

/** Reads "slug name zone #channel owner @person remind 4h"; the order after the short name does not matter. */
function readDraft([slug, ...rest]: readonly Word[]): NewNamespace | string {
  if (slug === undefined || slug.kind !== "word")
    return 'Give it a short name first: `namespace add iati "IATI"`.';
  const draft: NewNamespace = {
    slug: slug.text.toLowerCase(),
    name: slug.text,
    timezone: "UTC",
    channels: [],
    owners: [],
  };
  const left = [...rest];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const problem = readPart(draft, word, left);
    if (problem !== undefined) return problem;
  }
  return draft;
}

/** Without a channel it would tell nobody: the one it was made in hears of it. */
async function withChannel(
  draft: NewNamespace,
  { channelId }: Ask,
  tools: Tools,
): Promise<NewNamespace> {
  if (draft.channels.length > 0 || !/^[CG]/.test(channelId)) return draft;
  return {
    ...draft,
    channels: [{ id: channelId, label: await tools.channelName(channelId) }],
  };
}

function readPart(
  draft: NewNamespace,
  word: Word,
  left: Word[],
): string | undefined {
  const { kind, text, id } = word;
  const name = text.toLowerCase();
  if (kind === "channel" && id !== undefined)
    draft.channels.push({ id, label: `#${text}` });
  else if (kind === "user" && id !== undefined) draft.owners.push(id);
  else if (kind === "quoted") draft.name = text;
  else if (name === "remind") return readReminder(draft, left.shift());
  else if (
    ["owner", "owners", "channel", "in", "zone", "timezone", "name"].includes(
      name,
    )
  )
    return undefined;
  else if (text.includes("/") || name === "utc") draft.timezone = text;
  else
    return `"${clip(text, 40)}" is not understood. Names need quotes, channels a #, people an @: \`namespace add iati "IATI" Europe/London #iati-status\`.`;
  return undefined;
}

function readReminder(
  draft: NewNamespace,
  word: Word | undefined,
): string | undefined {
  const ms = word === undefined ? undefined : parseDuration(word.text);
  if (ms === undefined)
    return "`remind` needs a duration behind it, as in `remind 4h`.";
  draft.remindEveryMs = ms;
  return undefined;
}

/** Makes the namespace; used by the command and the form alike. */
export async function saveNamespace(
  draft: NewNamespace,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const added = await addNamespace(tools.context(actor), draft);
  if (!added.ok) return sayRefusal(added);
  const { slug, name, timezone } = added.namespace;
  const told = draft.channels.map(({ label }) => label).join(", ");
  return say(
    `Namespace ${name} (${slug}, ${timezone}) is made${told === "" ? "; it tells no channel yet" : ` and tells ${told}`}. Next: \`add https://www.example.org in ${slug}\`.`,
  );
}
