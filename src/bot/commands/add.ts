import { addMonitor } from "../../actions/targets/add-monitor.ts";
import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import { type Refusal, refuse } from "../../actions/context.ts";
import { namespacesOf } from "../../actions/namespaces/own-namespaces.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import type { Button } from "../../base/slack-blocks.ts";
import type { Check } from "../../checks/check.ts";
import { checks, type CheckType, checkTypes } from "../../checks/index.ts";
import { addressFor } from "../address.ts";
import { buttonIds } from "../buttons/ids.ts";
import { mailNotice } from "../mail-notice.ts";
import type { AddMetadata } from "../modals/add-monitor-draft.ts";
import { addMonitorForm, type Preset } from "../modals/add-monitor.ts";
import { type MonitorDraft, monitorRequest } from "../monitor-request.ts";
import { type Message, type Reply, say, sayRefusal } from "../reply.ts";
import { addedSentence } from "../sentences.ts";
import type { Word } from "../words.ts";
import { isOptionWord, readAddWords, readOptionWords } from "./add-words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { commandButton } from "./targets.ts";

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

export const add: Command = {
  name: "add",
  aliases: ["watch", "monitor"],
  summary:
    "Adds a monitor: alone it opens the form, with an address it does it at once.",
  usage: [
    'add https://datastore.example.org every 30s in iati name "Datastore"',
    "add",
    'add heartbeat "nightly backup" every 1d grace 1h in iati',
    "add https://datastore.example.org/search in iati name Datastore monitor search",
    'add https://x.example.org in iati contains "Search" slow 2s timeout 5s',
    'add https://x.example.org in iati schedule "* 9-16 * * 1-5" "*/5 * * * *"',
  ],
  async run(ask, tools) {
    const [first, ...rest] = ask.words;
    const type = checkTypes.find((one) => one === first?.text.toLowerCase());
    if (first === undefined || (type !== undefined && rest.length === 0))
      return openAddForm({ type: type ?? "http", all: false }, ask, tools);
    const preset = type === undefined ? undefined : presetIn(rest, type);
    if (type !== undefined && preset !== undefined)
      return openAddForm({ type, all: false }, ask, tools, preset);
    const read = readAddWords(ask.words);
    if (!read.ok) return say(read.text);
    const { check, draft } = read;
    if (draft.namespaceSlug !== "") return addDraft(check, draft, ask, tools);
    const own = await ownNamespaces(ask, tools);
    if (!own.ok) return sayRefusal(own);
    const [only, ...others] = own.namespaces;
    return others.length === 0
      ? addDraft(check, { ...draft, namespaceSlug: only.slug }, ask, tools)
      : askNamespace([only, ...others], ask.words);
  },
};

/** Where only names are said, of nothing to look at: the form asks for the rest. */
function presetIn(words: readonly Word[], type: CheckType): Preset | undefined {
  const [first] = words;
  if (first === undefined || !isOptionWord(first)) return undefined;
  const read = readOptionWords(words, type, checks[type]);
  if (!read.ok) return undefined;
  const { namespaceSlug, serviceName, monitorName, ...more } = read.draft;
  const saysMore =
    Object.keys(more).length > 2 || Object.keys(more.settings).length > 0;
  return saysMore ? undefined : { namespaceSlug, serviceName, monitorName };
}

/** The namespaces in which somebody may add something; whoever may nowhere learns so before a form is filled in. */
async function ownNamespaces(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<{ ok: true; namespaces: [Namespace, ...Namespace[]] } | Refusal> {
  const context = tools.context(actor);
  const { all, own } = await namespacesOf(context);
  const [only, ...others] = own;
  if (only !== undefined) return { ok: true, namespaces: [only, ...others] };
  const [first] = all;
  if (first !== undefined) {
    const owned = all.find(({ owners }) => owners.length > 0) ?? first;
    const refusal = mayNotChange(context, owned);
    if (refusal !== undefined) return refusal;
  }
  return refuse(
    "no-namespace",
    'There is no namespace yet. Make one first: `namespace add iati "IATI"`.',
  );
}

export async function openAddForm(
  { type, all }: AddMetadata,
  ask: Pick<Ask, "actor">,
  tools: Tools,
  preset?: Preset,
): Promise<Reply> {
  const own = await ownNamespaces(ask, tools);
  return own.ok
    ? {
        kind: "form",
        view: addMonitorForm(own.namespaces, { type, all }, preset),
        button: {
          action: buttonIds.addForm,
          label: "Add a monitor",
          value: type,
        },
      }
    : sayRefusal(own);
}

/** Each button is the whole command with the namespace said. */
function askNamespace(
  namespaces: readonly Namespace[],
  words: readonly Word[],
): Message {
  const buttons = namespaces
    .slice(0, MOST_CHOICES)
    .flatMap(({ slug, name }, index): Button[] =>
      commandButton(
        [
          { kind: "word", text: "add" },
          ...words,
          { kind: "word", text: "in" },
          { kind: "word", text: slug },
        ],
        name,
        index,
      ),
    );
  const [first] = namespaces;
  return say(
    `Which namespace is it for? Say it as in \`in ${first?.slug ?? "iati"}\`, or press a button.`,
    buttons,
  );
}

/** Adds what was written down; the command answers with it. */
async function addDraft(
  check: Check,
  draft: MonitorDraft,
  ask: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const read = monitorRequest(check, draft, (name) => tools.openSecret(name));
  if (!read.ok) return sayRefusal(read);
  const context = tools.context(ask.actor);
  const added = await addMonitor(context, read.request);
  if (!added.ok) return sayRefusal(added);
  const monitorId = String(added.monitor.id);
  const address = await addressFor(added.monitor, context, tools);
  const notice = mailNotice(added.monitor, tools);
  return say(`${addedSentence(added, address)}${notice}`, [
    {
      action: buttonIds.checkMonitor,
      label: "Check now",
      value: monitorId,
      style: "primary",
    },
    { action: buttonIds.monitor, label: "Details", value: monitorId },
  ]);
}
