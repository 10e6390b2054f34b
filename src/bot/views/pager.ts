import type { PagerState } from "../../actions/paging/show-pager.ts";
import {
  actions,
  type Block,
  bullets,
  type Button,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, listed } from "../../base/text.ts";
import { type Message, message } from "../reply.ts";

const LONGEST_NAME = 80;
const MOST_NAMED = 8;
const LONGEST_LIST = 600;
const TITLE = "Calling people";

const stateWords: Record<string, string> = {
  calling: "on its way",
  sent: "sent",
  delivered: "delivered",
  failed: "did not arrive",
  late: "not handed over yet",
  dropped: "not needed",
};

const wayWords = { sms: "by SMS", slack: "in Slack" };

/** How somebody is called, and whom allswell is calling. */
export function pagerView(
  state: PagerState,
  buttons: readonly Button[],
): Message {
  return message(TITLE, [
    header(TITLE),
    lines([text(ownSentence(state))]),
    ...pagedBlocks(state),
    ...gapBlocks(state),
    ...(buttons.length === 0 ? [] : [actions("pager", buttons)]),
  ]);
}

/** What somebody is told of how they are called. */
export function ownSentence({
  person,
  hasNumber,
}: Pick<PagerState, "person" | "hasNumber">): string {
  const { quietFrom, quietUntil, timezone, mostPerDay } = person;
  const how = hasNumber
    ? `You are called by SMS, at most ${mostPerDay} in 24 hours.`
    : "Nobody can call you by SMS: contact takes your number.";
  const quiet =
    quietFrom === null
      ? "You have no quiet hours."
      : `Quiet hours: ${quietFrom} to ${quietUntil ?? ""} (${timezone ?? "UTC"}); in them only what is severe rings, the rest is told in Slack and goes to the next person.`;
  return `${how} ${quiet}`;
}

function pagedBlocks({ paged }: PagerState): Block[] {
  if (paged.length === 0)
    return [lines([text("Nobody is called for anything at the moment.")])];
  return [bullets(paged.map(pagedLine))];
}

/** Who could not be called, before anything is down. */
function gapBlocks({ withoutRota, withoutNumber }: PagerState): Block[] {
  const rows = [
    ...(withoutRota.length === 0
      ? []
      : [`Nobody is on call for ${short(withoutRota)}: see oncall.`]),
    ...(withoutNumber.length === 0
      ? []
      : [
          `On the rota, but without a number: ${short(withoutNumber)}. They are called in Slack alone until contact has one.`,
        ]),
  ];
  return rows.length === 0 ? [] : [lines(...rows.map((row) => [text(row)]))];
}

function short(names: readonly string[]): string {
  return clip(listed(names, MOST_NAMED), LONGEST_LIST);
}

function pagedLine({
  incidentId,
  serviceName,
  personName,
  way,
  state,
  at,
  nextAt,
}: PagerState["paged"][number]): Leaf[] {
  const what = `Incident ${incidentId} (${clip(serviceName, LONGEST_NAME)}): `;
  const called: Leaf[] =
    personName === null || at === null
      ? [text("nobody was called yet")]
      : [
          text(
            `${clip(personName, LONGEST_NAME)} was called ${wayWords[way ?? "sms"]} `,
          ),
          moment(at),
          ...(way === "sms"
            ? [text(` (${stateWords[state ?? ""] ?? "unknown"})`)]
            : []),
        ];
  const next: Leaf[] =
    nextAt === null ? [] : [text(", the next one "), moment(nextAt)];
  return [text(what), ...called, ...next];
}
