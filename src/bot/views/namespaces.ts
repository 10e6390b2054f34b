import type { NamespaceLine } from "../../actions/inside/show.ts";
import {
  actions,
  bullets,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted, listed } from "../../base/text.ts";
import { compactDuration } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message, say } from "../reply.ts";

const LONGEST_REASON = 80;
const LONGEST_LABEL = 80;
const MOST_OUTLETS = 5;

const addButton = {
  action: buttonIds.namespaceForm,
  label: "Add a namespace",
  value: "list",
};

/** All namespaces, and who hears of each. */
export function namespacesView(namespaces: readonly NamespaceLine[]): Message {
  if (namespaces.length === 0)
    return say(
      'There is no namespace yet. Make one: `namespace add iati "IATI"`.',
      [addButton],
    );
  const shown = fitting(namespaces.map(namespaceLine), MAX_MESSAGE);
  const rest = namespaces.length - shown.length;
  return message("Namespaces", [
    header("Namespaces"),
    bullets(shown),
    ...(rest > 0 ? [lines([text(`and ${rest} more`, "italic")])] : []),
    actions("namespaces", [addButton]),
  ]);
}

function namespaceLine({ namespace, outlets }: NamespaceLine): Leaf[] {
  const { slug, name, timezone, remindEveryMs, owners } = namespace;
  const told = outlets.map(({ label, offReason }) =>
    offReason === null
      ? clip(label, LONGEST_LABEL)
      : `${clip(label, LONGEST_LABEL)} (off: ${clip(offReason, LONGEST_REASON)})`,
  );
  const owned =
    owners.length === 0 ? "" : ` · ${counted(owners.length, "owner")}`;
  return [
    text(slug, "bold"),
    text(
      ` ${name} · ${timezone} · reminders every ${compactDuration(remindEveryMs)} · tells ${listed(told, MOST_OUTLETS) || "nobody yet"}${owned}`,
    ),
  ];
}
