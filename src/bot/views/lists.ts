import type {
  IncidentLine,
  LedgerLine,
  LedgerPart,
  NamespaceLine,
} from "../../actions/show.ts";
import {
  actions,
  bullets,
  type Block,
  emoji,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { compactDuration } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message, say } from "../reply.ts";
import { incidentLine } from "./service.ts";

/** The latest incidents, with a button for those that nobody has taken on. */
export function incidentsView(incidents: readonly IncidentLine[]): Message {
  if (incidents.length === 0) return say("No incidents. All's well.");
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
  const title =
    open.length > 0
      ? counted(open.length, "open incident")
      : "No open incidents";
  const free = open
    .filter(({ acknowledgedBy }) => acknowledgedBy === null)
    .slice(0, 5);
  const buttons = free.map(({ id, serviceName }) => ({
    action: `${buttonIds.acknowledge}:${id}`,
    label: `Acknowledge ${id}: ${clip(serviceName, 40)}`,
    value: String(id),
  }));
  return message(title, [
    header(title),
    bullets(incidents.map(incidentLine)),
    ...(buttons.length > 0 ? [actions("incidents", buttons)] : []),
  ]);
}

const stateWords: Record<string, { emoji: string; word: string }> = {
  planned: { emoji: "hourglass_flowing_sand", word: "waits" },
  sending: { emoji: "hourglass_flowing_sand", word: "is being sent" },
  retry: { emoji: "repeat", word: "was refused for now" },
  ambiguous: { emoji: "grey_question", word: "may have arrived or not" },
  sent: { emoji: "white_check_mark", word: "sent" },
  dead: { emoji: "x", word: "could not be delivered" },
  dropped: { emoji: "wastebasket", word: "dropped" },
};

/** The ledger: what was told, what waits and what failed. */
export function deliveriesView(
  part: LedgerPart,
  counts: Partial<Record<string, number>>,
  rows: readonly LedgerLine[],
): Message {
  const title =
    part === "all"
      ? "Deliveries"
      : part === "waiting"
        ? "Deliveries that wait"
        : "Deliveries that failed";
  const summary = Object.entries(counts).map(
    ([state, count]) => `${count ?? 0} ${stateWords[state]?.word ?? state}`,
  );
  const list: Block[] =
    rows.length === 0
      ? [lines([text("There are none.")])]
      : [bullets(rows.map(ledgerLine))];
  return message(title, [
    header(title),
    lines([text(summary.join(" · ") || "Nothing was told yet.")]),
    ...list,
  ]);
}

function ledgerLine({
  id,
  outlet,
  text: words,
  state,
  attempts,
  failure,
  createdAt,
  sentAt,
  nextAttemptAt,
}: LedgerLine): Leaf[] {
  const { emoji: look, word } = stateWords[state] ?? {
    emoji: "grey_question",
    word: state,
  };
  const when: Leaf[] =
    sentAt === null
      ? [text(", planned "), moment(createdAt)]
      : [text(" "), moment(sentAt)];
  const again: Leaf[] =
    state === "retry" ? [text(", next try "), moment(nextAttemptAt)] : [];
  const why = failure === null ? "" : `: ${clip(failure, 120)}`;
  return [
    emoji(look),
    text(` ${id} to ${outlet}: `),
    text(clip(words, 120), "italic"),
    text(` ${word}`),
    ...when,
    ...again,
    text(`${attempts > 1 ? `, ${attempts} attempts` : ""}${why}`),
  ];
}

export function namespacesView(namespaces: readonly NamespaceLine[]): Message {
  const add = actions("namespaces", [
    {
      action: buttonIds.namespaceForm,
      label: "Add a namespace",
      value: "list",
    },
  ]);
  if (namespaces.length === 0) {
    return message("There is no namespace yet", [
      lines([
        text("There is no namespace yet. Make one: "),
        text('namespace add iati "IATI"', "code"),
      ]),
      add,
    ]);
  }
  return message("Namespaces", [
    header("Namespaces"),
    bullets(namespaces.map(namespaceLine)),
    add,
  ]);
}

function namespaceLine({ namespace, outlets }: NamespaceLine): Leaf[] {
  const told = outlets.map(({ label, offReason }) =>
    offReason === null ? label : `${label} (off: ${clip(offReason, 80)})`,
  );
  const owners =
    namespace.owners.length === 0
      ? ""
      : ` · ${counted(namespace.owners.length, "owner")}`;
  return [
    text(namespace.slug, "bold"),
    text(
      ` ${namespace.name} · ${namespace.timezone} · reminders every ${compactDuration(namespace.remindEveryMs)} · tells ${told.join(", ") || "nobody yet"}${owners}`,
    ),
  ];
}
