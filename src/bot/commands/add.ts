import { addMonitor } from "../../actions/add-monitor.ts";
import { showNamespaces } from "../../actions/show.ts";
import type { Check } from "../../checks/check.ts";
import { fieldsOf } from "../../checks/fields.ts";
import { checkTypes, findCheck } from "../../checks/index.ts";
import { compactDuration, durationInWords } from "../../domain/duration.ts";
import { likelyNames } from "../../domain/names.ts";
import { addMonitorForm } from "../modals/add-monitor.ts";
import { type MonitorDraft, monitorRequest } from "../monitor-request.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import type { Word } from "../words.ts";
import { type Ask, type Command, formOrButton, type Tools } from "./command.ts";

export const add: Command = {
  name: "add",
  aliases: ["watch", "monitor"],
  summary:
    "Adds a monitor: alone it opens the form, with an address it does it at once.",
  usage: [
    'add https://datastore.example.org every 30s in iati name "Datastore"',
    "add",
    'add https://x.example.org in iati contains "Search" slow 2s timeout 5s',
    'add https://x.example.org in iati schedule "* 9-16 * * 1-5" "*/5 * * * *"',
  ],
  async run(ask, tools) {
    if (ask.words.length === 0) return openForm(ask, tools);
    const draft = readDraft(ask.words);
    if (!draft.ok) return say(draft.text);
    const check = findCheck(draft.draft.type);
    if (check === undefined)
      return say(
        `There is no check called "${draft.draft.type}". There are: ${checkTypes.join(", ")}.`,
      );
    return addDraft(
      check,
      await withNamespace(draft.draft, ask, tools),
      ask,
      tools,
    );
  },
};

async function openForm(ask: Ask, tools: Tools): Promise<Reply> {
  const namespaces = await showNamespaces(tools.context(ask.actor));
  if (namespaces.length === 0)
    return say(
      'There is no namespace yet. Make one first: `namespace add iati "IATI"`.',
    );
  return formOrButton(
    ask,
    addMonitorForm(namespaces.map(({ namespace }) => namespace)),
    "addForm",
    "Add a monitor",
  );
}

/** Adds what was written down; used by the command and the form alike. */
export async function addDraft(
  check: Check,
  draft: MonitorDraft,
  ask: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const read = monitorRequest(check, draft, (name) => tools.openSecret(name));
  if (!read.ok) return sayRefusal(read);
  const added = await addMonitor(tools.context(ask.actor), read.request);
  if (!added.ok) return sayRefusal(added);
  const { service, monitor, namespace } = added;
  const when =
    monitor.everyMs === null
      ? `on its schedule (${(monitor.schedule ?? []).join(", ")}, ${namespace.timezone})`
      : `every ${durationInWords(monitor.everyMs)}`;
  return say(
    `Added: ${namespace.name} / ${service.name} / ${monitor.name}, looked at ${when}, down after ${monitor.confirmFailures} failures ${compactDuration(monitor.confirmRetryMs)} apart. \`show ${namespace.slug}/${service.name}\` shows it.`,
  );
}

/** The only namespace there is need not be named. */
async function withNamespace(
  draft: MonitorDraft,
  { actor }: Ask,
  tools: Tools,
): Promise<MonitorDraft> {
  if (draft.namespaceSlug !== "") return draft;
  const [only, ...others] = await showNamespaces(tools.context(actor));
  return only !== undefined && others.length === 0
    ? { ...draft, namespaceSlug: only.namespace.slug }
    : draft;
}

/** Words that take the next word (or words) as their value. */
const takesOne: Record<
  string,
  | "every"
  | "timeout"
  | "failures"
  | "successes"
  | "retry"
  | "serviceName"
  | "monitorName"
  | "namespaceSlug"
> = {
  every: "every",
  timeout: "timeout",
  confirm: "failures",
  failures: "failures",
  successes: "successes",
  retry: "retry",
  name: "serviceName",
  service: "serviceName",
  monitor: "monitorName",
  in: "namespaceSlug",
  namespace: "namespaceSlug",
};

/** Reads "[type] target word value word value …". */
function readDraft(
  words: readonly Word[],
): { ok: true; draft: MonitorDraft } | { ok: false; text: string } {
  const left = [...words];
  const named =
    left[0]?.kind === "word" &&
    findCheck(left[0].text.toLowerCase()) !== undefined
      ? left.shift()
      : undefined;
  const type = named?.text.toLowerCase() ?? "http";
  const check = findCheck(type);
  const draft: MonitorDraft = { type, namespaceSlug: "", settings: {} };
  const target = left.shift();
  if (check === undefined || target === undefined)
    return {
      ok: false,
      text: 'Say what to look at: `add https://www.example.org in iati name "Datastore"`.',
    };
  draft.settings[check.target] = target.text;
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const problem = readOption(draft, check, word, left);
    if (problem !== undefined) return { ok: false, text: problem };
  }
  return { ok: true, draft };
}

/** Takes one option off the words; returns what is wrong with it. */
function readOption(
  draft: MonitorDraft,
  check: Check,
  { text }: Word,
  left: Word[],
): string | undefined {
  const name = text.toLowerCase();
  if (name === "essential" || name === "private") {
    draft[name] = true;
    return undefined;
  }
  if (name === "schedule") {
    const lines = left.splice(
      0,
      left.findIndex(({ kind }) => kind !== "quoted") === -1
        ? left.length
        : left.findIndex(({ kind }) => kind !== "quoted"),
    );
    draft.schedule = lines.map((line) => line.text);
    return lines.length === 0
      ? 'A schedule needs cron lines in quotes: `schedule "*/5 9-17 * * 1-5"`.'
      : undefined;
  }
  const common = takesOne[name];
  const field = fieldsOf(check.settings).find(
    (one) => one.name.toLowerCase() === name,
  );
  if (common === undefined && field === undefined)
    return unknownOption(text, check);
  const isFlag =
    field?.kind === "yes-no" &&
    !/^(yes|no|true|false|on|off)$/i.test(left[0]?.text ?? "");
  const value = isFlag ? "yes" : left.shift()?.text;
  if (value === undefined) return `\`${name}\` needs a value behind it.`;
  if (common !== undefined) draft[common] = value;
  else if (field !== undefined) draft.settings[field.name] = value;
  return undefined;
}

function unknownOption(text: string, check: Check): string {
  const known = [
    ...Object.keys(takesOne),
    "essential",
    "private",
    "schedule",
    ...fieldsOf(check.settings).map(({ name }) => name),
  ];
  const likely = likelyNames(text, known, 3);
  return `"${text}" is no option. ${likely.length > 0 ? `Did you mean ${likely.join(", ")}?` : 'Names of several words need quotes: `name "Front page"`.'} \`help add\` lists them.`;
}
