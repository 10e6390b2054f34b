import type {
  Change,
  OnCallLine,
  OnCallPerson,
  Override,
  Rota,
} from "../../actions/people/on-call.ts";
import {
  actions,
  bullets,
  type Button,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, listed } from "../../base/text.ts";
import { periodWords, weekdayName } from "../commands/rota-words.ts";
import { type Message, message, say } from "../reply.ts";

const LONGEST_NAME = 60;
const MOST_NAMED = 12;
const WEEK = 7;

function named(person: OnCallPerson | null): Leaf {
  return person === null
    ? text("nobody", "italic")
    : text(clip(person.name, LONGEST_NAME), "bold");
}

/** Every namespace: who is on call and who comes next. */
export function onCallView(
  all: readonly OnCallLine[],
  buttons: readonly Button[],
): Message {
  if (all.length === 0)
    return say(
      "There is no namespace yet. Make one first: `namespace add iati`.",
    );
  const rows = all.map(({ namespace, present, changes: [next] }): Leaf[] => [
    text(`${namespace.name} (${namespace.slug}): `),
    named(present),
    ...nextLeaves(next),
  ]);
  const shown = fitting(rows, MAX_MESSAGE);
  const rest = rows.length - shown.length;
  return message("On call", [
    header("On call"),
    bullets(shown),
    ...(rest > 0 ? [lines([text(`and ${rest} more`, "italic")])] : []),
    ...(buttons.length === 0 ? [] : [actions("oncall", buttons)]),
  ]);
}

function nextLeaves(next: Change | undefined): Leaf[] {
  return next === undefined
    ? []
    : [text(" until "), moment(next.at), text(", then "), named(next.person)];
}

/** One namespace: who is on call, how the turns go, who stands in. */
export function rotaView(
  { namespace, rota, present, changes, overrides }: OnCallLine,
  buttons: readonly Button[],
): Message {
  const title = `On call for ${namespace.name}`;
  const [next] = changes;
  return message(`${title}: ${present?.name ?? "nobody"}`, [
    header(title),
    lines(
      [text("Now: "), named(present), ...nextLeaves(next)],
      rota === null ? [text("No rota is set.")] : rotaLeaves(rota),
    ),
    ...(changes.length > 1
      ? [lines([text("Then:", "bold")]), bullets(changes.map(changeLeaves))]
      : []),
    ...(overrides.length === 0
      ? []
      : [
          lines([text("Standing in:", "bold")]),
          bullets(overrides.slice(-MOST_NAMED).map(overrideLeaves)),
        ]),
    actions("rota", buttons),
  ]);
}

function changeLeaves({ at, person }: Change): Leaf[] {
  return [moment(at), text(" "), named(person)];
}

function overrideLeaves({ person, from, until }: Override): Leaf[] {
  return [named(person), text(" "), moment(from), text(" to "), moment(until)];
}

/** "ada, ben and cleo in turn, every week on Monday at 09:00 (Europe/London)." */
export function rotaWords({
  people,
  everyDays,
  startsOn,
  at,
  timezone,
}: Rota): string {
  const names = people.map(({ name }) => clip(name, LONGEST_NAME));
  const day = Temporal.PlainDate.from(startsOn).dayOfWeek;
  const on = everyDays % WEEK === 0 ? ` on ${weekdayName(day)}` : "";
  const turns =
    people.length === 1
      ? "always"
      : `in turn, ${periodWords(everyDays)}${on} at ${at} (${timezone})`;
  return `${listed(names, MOST_NAMED)} ${turns}.`;
}

function rotaLeaves(rota: Rota): Leaf[] {
  return [text(rotaWords(rota))];
}
