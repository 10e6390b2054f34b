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

/** Null until a plan was shown: then it is what is applied. */
const metadata = z.object({ digest: z.string().nullable() });

const prune = option("Remove what is not in the text", "prune");

interface Filled {
  yaml?: string;
  isPruned?: boolean;
}

/** The form for YAML; `shown` stands above the field: what would be done, or what is wrong. */
export function importForm(
  digest: string | null = null,
  shown: readonly Block[] = [],
  { yaml, isPruned = false }: Filled = {},
): View {
  return {
    type: "modal",
    callback_id: IMPORT,
    private_metadata: JSON.stringify({ digest }),
    title: plain("Import"),
    submit: plain(digest === null ? "Show what changes" : "Apply"),
    close: plain("Cancel"),
    blocks: [
      ...shown,
      input({
        id: "yaml",
        label: "What is to be watched, as YAML",
        help: `Up to ${LONGEST_TEXT} characters, as \`export\` writes it; longer files are read by npx allswell import, or by CONFIG. Nothing is changed before it was shown.`,
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
        label: "What is watched in these namespaces, and not in the text",
        optional: true,
        element: {
          type: "checkboxes",
          options: [prune],
          ...(isPruned ? { initial_options: [prune] } : {}),
        },
      }),
    ],
  };
}

/** Shows what would be done; the second time does it, where it is still the same. */
export async function submitImport(
  { values, metadata: carried, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const asked = readMetadata(carried);
  if (asked === undefined)
    return { ok: false, errors: { yaml: OTHER_VERSION } };
  const yaml = values["yaml"] ?? "";
  const isPruned = values["prune"] === "prune";
  const filled = { yaml, isPruned };
  const options: PlanOptions = {
    prune: isPruned,
    openSecret: (name) => tools.openSecret(name),
    findChannel: (named) => tools.findChannel(named),
  };
  const context = tools.context(actor);
  if (asked.digest === null) {
    const planned = await planConfiguration(context, yaml, options);
    return planned.ok
      ? planned.plan.lines.length === 0
        ? { ok: true, text: nothingToDo(planned.plan) }
        : shownAgain(planned.plan, filled)
      : mistaken(planned.faults, filled);
  }
  const applied = await applyConfiguration(
    context,
    yaml,
    options,
    asked.digest,
  );
  if (applied.ok)
    return {
      ok: true,
      text: `Done: ${planSummary(applied.plan)}.`,
    };
  if (applied.faults !== undefined) return mistaken(applied.faults, filled);
  return applied.plan === undefined
    ? { ok: false, errors: { yaml: `${applied.text} Nothing was changed.` } }
    : shownAgain(applied.plan, filled, applied.text);
}

const readMetadata = reader(metadata);

function nothingToDo(plan: Plan): string {
  const left = leftText(plan);
  return `Everything is as the text says already.${left === undefined ? "" : ` ${left}`}`;
}

function shownAgain(plan: Plan, filled: Filled, why?: string): Outcome {
  const left = leftText(plan);
  const blocks = [
    ...(why === undefined ? [] : [lines([text(why, "bold")])]),
    lines([text(`To be done: ${planSummary(plan)}.`, "bold")]),
    code(someOf(plan.lines.map(lineText))),
    ...(left === undefined ? [] : [lines([text(left, "italic")])]),
  ];
  return {
    ok: true,
    text: `To be done: ${planSummary(plan)}.`,
    view: importForm(plan.digest, blocks, filled),
  };
}

function mistaken(faults: readonly Fault[], filled: Filled): Outcome {
  const title = `The text has ${counted(faults.length, "mistake")}; nothing was changed.`;
  return {
    ok: true,
    text: title,
    view: importForm(
      null,
      [lines([text(title, "bold")]), code(someOf(faults.map(faultText)))],
      filled,
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
