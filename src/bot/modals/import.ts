import * as z from "zod";
import {
  type Block,
  code,
  lines,
  option,
  plain,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { applyConfiguration } from "../../configuration/apply.ts";
import { type Fault, faultText } from "../../configuration/fault.ts";
import {
  type Plan,
  planConfiguration,
  type PlanOptions,
} from "../../configuration/plan.ts";
import {
  leftText,
  lineText,
  planSummary,
} from "../../configuration/plan-text.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { OTHER_VERSION } from "./errors.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";
import { reader } from "../buttons/values.ts";

export const IMPORT = "import";

/** What a field of Slack's takes. */
const LONGEST_TEXT = 3_000;
const MOST_LINES = 40;
const LONGEST_SHOWN = 2_500;
const LONGEST_NAME = 80;

/** What the form carries from one step to the next. */
const metadata = z.strictObject({
  /** Of the plan that was shown: that is what is applied. Null until there is one. */
  digest: z.string().nullable(),
  /** The file that the plan is from, with what was ticked: its form has no fields. */
  file: z.strictObject({ id: z.string(), isPruned: z.boolean() }).nullable(),
  /** Whether the workspace lets us read files. */
  takesFiles: z.boolean(),
  /** Counts the mistaken files: Slack keeps what was chosen in a field of the same name. */
  round: z.int().min(0).max(1_000),
});
type Carried = z.infer<typeof metadata>;

const prune = option("Remove what is not in it", "prune");

/** What was typed before. */
interface Filled {
  yaml?: string | undefined;
  isPruned?: boolean;
}

/** The form for YAML; `shown` stands above the fields: what would be done, or what is wrong. */
export function importForm(
  {
    digest = null,
    file = null,
    takesFiles,
    round = 0,
  }: Partial<Carried> & Pick<Carried, "takesFiles">,
  shown: readonly Block[] = [],
  filled: Filled = {},
): View {
  const carried: Carried = { digest, file, takesFiles, round };
  return {
    type: "modal",
    callback_id: IMPORT,
    private_metadata: JSON.stringify(carried),
    title: plain("Import"),
    submit: plain(digest === null ? "Show what changes" : "Apply"),
    close: plain("Cancel"),
    blocks: [...shown, ...(file === null ? fields(carried, filled) : [])],
  };
}

function fields(
  { takesFiles, round }: Carried,
  { yaml, isPruned = false }: Filled,
): Block[] {
  return [
    ...(takesFiles
      ? [
          input({
            id: fileField(round),
            label: "A YAML file, as export writes it",
            optional: true,
            element: { type: "file_input", max_files: 1 },
          }),
        ]
      : []),
    input({
      id: "yaml",
      label: takesFiles ? "Or a text" : "What is to be watched, as YAML",
      optional: takesFiles,
      help: `Up to ${LONGEST_TEXT} characters${takesFiles ? "" : "; longer files are read by npx allswell import"}. Nothing is changed before it was shown.`,
      element: {
        ...textElement({
          multiline: true,
          initial: yaml,
          placeholder: "namespaces:\n  - slug: iati\n    services: …",
        }),
        max_length: LONGEST_TEXT,
      },
    }),
    input({
      id: "prune",
      label: "What is watched in these namespaces, and not in it",
      optional: true,
      element: {
        type: "checkboxes",
        options: [prune],
        ...(isPruned ? { initial_options: [prune] } : {}),
      },
    }),
  ];
}

function fileField(round: number): string {
  return `file_${round}`;
}

/** Where the YAML comes from. */
interface Source {
  yaml: string;
  isPruned: boolean;
  /** Null where it was typed. */
  file: { id: string; name: string } | null;
}

/** Shows what would be done; the second time does it, where it is still the same. */
export async function submitImport(
  { values, metadata: carried, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const asked = readMetadata(carried);
  if (asked === undefined) return { ok: true, text: OTHER_VERSION };
  const read = await sourceOf(asked, values, actor.id, tools);
  if (!read.ok) return read.outcome;
  const { source } = read;
  const options: PlanOptions = {
    prune: source.isPruned,
    openSecret: (name) => tools.openSecret(name),
    findChannel: (named) => tools.findChannel(named),
  };
  const context = tools.context(actor);
  if (asked.digest === null) {
    const planned = await planConfiguration(context, source.yaml, options);
    if (!planned.ok) return mistaken(planned.faults, asked, source);
    return planned.plan.lines.length === 0
      ? { ok: true, text: nothingToDo(planned.plan) }
      : shownAgain(planned.plan, asked, source);
  }
  const applied = await applyConfiguration(
    context,
    source.yaml,
    options,
    asked.digest,
  );
  if (applied.ok)
    return { ok: true, text: `Done: ${planSummary(applied.plan)}.` };
  if (applied.faults !== undefined)
    return mistaken(applied.faults, asked, source);
  if (applied.plan !== undefined)
    return shownAgain(applied.plan, asked, source, applied.text);
  const text = `${applied.text} Nothing was changed.`;
  return source.file === null
    ? { ok: false, errors: { yaml: text } }
    : { ok: true, text };
}

/** What was typed, or what the chosen file holds at this moment: it is read again before it is applied. */
async function sourceOf(
  { file: shown, round }: Carried,
  values: Record<string, string>,
  userId: string,
  tools: Tools,
): Promise<{ ok: true; source: Source } | { ok: false; outcome: Outcome }> {
  const { yaml } = values;
  const isPruned = shown?.isPruned ?? values["prune"] === "prune";
  const id = shown?.id ?? values[fileField(round)];
  if (id === undefined)
    return yaml === undefined
      ? wrong({ yaml: "Choose a file, or write what is to be watched." })
      : { ok: true, source: { yaml, isPruned, file: null } };
  if (yaml !== undefined)
    return wrong({ yaml: "Choose a file or write a text, not both." });
  const read = await tools.readFile(id, userId);
  if (read.ok)
    return {
      ok: true,
      source: { yaml: read.text, isPruned, file: { id, name: read.name } },
    };
  return shown === null
    ? wrong({ [fileField(round)]: read.text })
    : { ok: false, outcome: { ok: true, text: read.text } };
}

function wrong(errors: Record<string, string>): {
  ok: false;
  outcome: Outcome;
} {
  return { ok: false, outcome: { ok: false, errors } };
}

const readMetadata = reader(metadata);

function nothingToDo(plan: Plan): string {
  const left = leftText(plan);
  return `Everything is as it says already.${left === undefined ? "" : ` ${left}`}`;
}

function shownAgain(
  plan: Plan,
  { takesFiles, round }: Carried,
  { yaml, isPruned, file }: Source,
  why?: string,
): Outcome {
  const left = leftText(plan);
  const from = file === null ? "" : ` (${clip(file.name, LONGEST_NAME)})`;
  const blocks = [
    ...(why === undefined ? [] : [lines([text(why, "bold")])]),
    lines([text(`To be done${from}: ${planSummary(plan)}.`, "bold")]),
    code(someOf(plan.lines.map(lineText))),
    ...(left === undefined ? [] : [lines([text(left, "italic")])]),
  ];
  const next = {
    digest: plan.digest,
    takesFiles: takesFiles && file !== null,
    round,
    file: file === null ? null : { id: file.id, isPruned },
  };
  return {
    ok: true,
    text: `To be done: ${planSummary(plan)}.`,
    view: importForm(next, blocks, { yaml, isPruned }),
  };
}

/** A file that was mended is another file: it is chosen anew. */
function mistaken(
  faults: readonly Fault[],
  { takesFiles, round }: Carried,
  { yaml, isPruned, file }: Source,
): Outcome {
  const what = file === null ? "The text" : clip(file.name, LONGEST_NAME);
  const title = `${what} has ${counted(faults.length, "mistake")}; nothing was changed.`;
  return {
    ok: true,
    text: title,
    view: importForm(
      { takesFiles, round: round + 1 },
      [lines([text(title, "bold")]), code(someOf(faults.map(faultText)))],
      { yaml: file === null ? yaml : undefined, isPruned },
    ),
  };
}

/** As many lines as a form shows well. */
function someOf(all: readonly string[]): string {
  let room = LONGEST_SHOWN;
  const shown = all
    .slice(0, MOST_LINES)
    .filter((line) => (room -= line.length) >= 0);
  const rest = all.length - shown.length;
  return clip(
    [...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])].join("\n"),
    LONGEST_TEXT,
  );
}
