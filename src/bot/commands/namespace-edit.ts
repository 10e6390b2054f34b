import {
  editNamespace,
  type NamespaceEdit,
  showNamespace,
} from "../../actions/namespaces/edit-namespace.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import { clip } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { editNamespaceForm } from "../modals/edit-namespace.ts";
import { channelsOf } from "../namespace-request.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { changedSentence } from "../sentences.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { durationOf, durationWords } from "./durations.ts";
import { slugOfNamespace } from "./move.ts";

const MOST_CHOICES = 5;

/** "namespace edit iati remind 2h fold 30s #ops owner @ada": what is not said stays; channels and owners are added. */
export async function editNamespaceInWords(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const [first, ...rest] = words;
  if (first === undefined) return askNamespace(ask, tools);
  const slug = await slugOfNamespace([first], ask, tools);
  if (rest.length === 0) return openEditNamespaceForm(slug, ask, tools);
  const read = readEdit(rest);
  if (typeof read === "string") return say(read);
  const context = tools.context(ask.actor);
  const shown = await showNamespace(context, slug);
  if (!shown.ok) return sayRefusal(shown);
  const { channelIds, owners, ...edit } = read;
  const ids = [...shown.channels.map(({ id }) => id), ...channelIds];
  const channels = await channelsOf(context, slug, ids, tools);
  if (!channels.ok) return say(channels.text);
  const edited = await editNamespace(context, slug, {
    ...edit,
    ...(channelIds.length === 0 ? {} : { channels: channels.channels }),
    ...(owners.length === 0
      ? {}
      : { owners: [...new Set([...shown.namespace.owners, ...owners])] }),
  });
  return edited.ok
    ? say(changedSentence(`Namespace ${edited.namespace.slug}`, edited.changes))
    : sayRefusal(edited);
}

type Read = NamespaceEdit & { channelIds: string[]; owners: string[] };

function readEdit(words: readonly Word[]): Read | string {
  const read: Read = { channelIds: [], owners: [] };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const problem = readPart(read, word, left);
    if (problem !== undefined) return problem;
  }
  return read;
}

const options: Record<string, (read: Read, left: Word[]) => boolean> = {
  name: readName,
  called: readName,
  zone: readZone,
  timezone: readZone,
  remind: (read, left) => {
    if (left[0]?.text.toLowerCase() === "every") left.shift();
    const ms = takeDuration(left);
    if (ms !== undefined) read.remindEveryMs = ms;
    return ms !== undefined;
  },
  fold: (read, left) => {
    const ms = takeDuration(left);
    if (ms !== undefined) read.foldMs = ms;
    return ms !== undefined;
  },
  escalate: (read, left) => {
    if (left[0]?.text.toLowerCase() === "after") left.shift();
    const ms = takeDuration(left);
    if (ms !== undefined) read.escalateMs = ms;
    return ms !== undefined;
  },
  title: (read, left) => readText("title", read, left),
  accent: (read, left) => readText("accent", read, left),
  domain: (read, left) => readText("domain", read, left),
  difficulties: (read, left) => {
    const isSaid = /^(yes|no|on|off)$/i.test(left[0]?.text ?? "");
    const word = isSaid ? left.shift()?.text : "yes";
    read.announceDifficulties = /^(yes|on)$/i.test(word ?? "");
    return true;
  },
};

function readPart(
  read: Read,
  { kind, text, id = "" }: Word,
  left: Word[],
): string | undefined {
  const name = text.toLowerCase();
  if (kind === "channel") read.channelIds.push(id);
  else if (kind === "user") read.owners.push(id);
  else if (kind !== "word" || !Object.hasOwn(options, name)) {
    if (/^(owners?|channels?|and)$/.test(name)) return undefined;
    return `"${clip(text, 40)}" is not understood. A namespace has \`name\`, \`zone\`, \`remind\`, \`fold\`, \`difficulties\`, \`escalate\`, \`title\`, \`accent\`, \`domain\`, channels with a # and owners with an @: \`namespace edit iati remind 2h\`.`;
  } else if (options[name]?.(read, left) !== true)
    return `\`${name}\` needs a value behind it, as in \`namespace edit iati remind 2h\`.`;
  return undefined;
}

function takeDuration(left: Word[]): number | undefined {
  const count = durationWords(left);
  return count === 0 ? undefined : durationOf(joined(left.splice(0, count)));
}

function readName(read: Read, left: Word[]): boolean {
  const name = takeText(left);
  if (name !== undefined) read.name = name;
  return name !== undefined;
}

/** How the public page looks; "none" takes it away. */
function readText(
  field: "title" | "accent" | "domain",
  read: Read,
  left: Word[],
): boolean {
  const typed = takeText(left);
  if (typed !== undefined) read[field] = /^none$/i.test(typed) ? "" : typed;
  return typed !== undefined;
}

/** A piece in quotes, a link (as Slack makes one of every domain), or all words up to the next option. */
function takeText(left: Word[]): string | undefined {
  if (left[0]?.kind === "quoted" || left[0]?.kind === "link")
    return left.shift()?.text;
  const next = left.findIndex(
    ({ kind, text }) =>
      kind !== "word" || Object.hasOwn(options, text.toLowerCase()),
  );
  const taken = left.splice(0, next === -1 ? left.length : next);
  return taken.length > 0 ? joined(taken) : undefined;
}

function readZone(read: Read, left: Word[]): boolean {
  const zone = left.shift()?.text;
  if (zone !== undefined) read.timezone = zone;
  return zone !== undefined;
}

async function askNamespace(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const all = await showNamespaces(tools.context(actor));
  const [first] = all;
  if (first === undefined)
    return say(
      'There is no namespace yet. Make one first: `namespace add iati "IATI"`.',
    );
  return say(
    `Edit which one? Say it as in \`namespace edit ${first.namespace.slug}\`.`,
    all.slice(0, MOST_CHOICES).map(({ namespace: { slug, name } }, index) => ({
      action: `${buttonIds.editNamespace}:${index}`,
      label: `${name} (${slug})`,
      value: slug,
    })),
  );
}

export async function openEditNamespaceForm(
  slug: string,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const shown = await showNamespace(tools.context(actor), slug);
  return shown.ok
    ? {
        kind: "form",
        view: editNamespaceForm(shown),
        button: {
          action: buttonIds.editNamespace,
          label: "Edit",
          value: slug,
        },
      }
    : sayRefusal(shown);
}
