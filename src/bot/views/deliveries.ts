import { canBeAsked, canBeUsedAgain } from "../../actions/ledger/handle.ts";
import type {
  LedgerCounts,
  LedgerLine,
  LedgerPage,
  LedgerPart,
  LedgerPlace,
} from "../../actions/ledger.ts";
import {
  actions,
  type Block,
  bullets,
  type Button,
  emoji,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { type Arrival, arrivalOf } from "../../domain/sms-status.ts";
import { type Instant, NEVER } from "../../domain/time.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import type { Look } from "./looks.ts";

const LONGEST_WORDS = 120;
const LONGEST_OUTLET = 80;
const MOST_UNTOLD = 10;

const stateWords: Record<LedgerLine["state"], Look> = {
  planned: { emoji: "hourglass_flowing_sand", word: "waiting" },
  sending: { emoji: "hourglass_flowing_sand", word: "being sent" },
  retry: { emoji: "repeat", word: "refused for now" },
  ambiguous: { emoji: "grey_question", word: "perhaps arrived, perhaps not" },
  sent: { emoji: "white_check_mark", word: "sent" },
  dead: { emoji: "x", word: "not deliverable" },
  dropped: { emoji: "wastebasket", word: "dropped" },
};

/** An SMS was not told before it is on the phone. */
const arrivalWords: Record<Arrival["kind"], Look> = {
  delivered: { emoji: "white_check_mark", word: "delivered" },
  unconfirmed: { emoji: "outbox_tray", word: "sent, not confirmed yet" },
  lost: { emoji: "x", word: "did not arrive" },
};

/** Why an SMS has no button that tries it again; see actions/ledger/handle.ts. */
const NOT_LATE =
  ". SMS are not sent late: the next reminder calls whoever is on call anew";

const titles: Record<LedgerPart, string> = {
  all: "Deliveries",
  waiting: "Deliveries that wait",
  failed: "Deliveries that failed",
};

const noneWords: Record<LedgerPart, string> = {
  all: "Nothing was told yet.",
  waiting: "None waits.",
  failed: "None failed.",
};

/** A page of the ledger: what was told, what waits and what failed, why, and what can be done about it. */
export function deliveriesView(page: LedgerPage): Message {
  const { place, counts, lines: rows, untold, now } = page;
  const title =
    place.incidentId === null
      ? titles[place.part]
      : `Deliveries of incident ${place.incidentId}`;
  return message(title, [
    header(place.beforeId === null ? title : `${title} (earlier ones)`),
    lines([text(countsInWords(counts))]),
    ...(rows.length === 0 ? [lines([text(noneIn(place))])] : []),
    ...listOf(rows, now),
    ...untoldBlocks(untold),
    actions("deliveries", pageButtons(page)),
  ]);
}

function countsInWords({
  waiting,
  doubtful,
  dead,
  lost,
  sent,
}: LedgerCounts): string {
  return [
    `${counted(sent, "message")} in the last 24 hours`,
    `${waiting} waiting`,
    ...(doubtful > 0 ? [`${doubtful} perhaps arrived`] : []),
    `${dead} not deliverable`,
    ...(lost > 0 ? [`${lost} SMS did not arrive`] : []),
  ].join(" · ");
}

function noneIn({ part, incidentId, beforeId }: LedgerPlace): string {
  if (beforeId !== null) return "There are no earlier ones.";
  return incidentId === null ? noneWords[part] : "Nothing of it was told.";
}

/** Buttons stand below the line that they are about; lines without any go together. */
function listOf(rows: readonly LedgerLine[], now: Instant): Block[] {
  const blocks: Block[] = [];
  let plain: Leaf[][] = [];
  for (const row of rows) {
    plain.push(ledgerLine(row, now));
    const buttons = buttonsOf(row, now);
    if (buttons.length === 0) continue;
    blocks.push(bullets(plain), actions(`delivery:${row.id}`, buttons));
    plain = [];
  }
  return plain.length === 0 ? blocks : [...blocks, bullets(plain)];
}

function buttonsOf(row: LedgerLine, now: Instant): Button[] {
  const { id, state, nextAttemptAt, channel, outletId } = row;
  const value = String(id);
  const mayBeSent = channel !== "sms" && row.offReason === null;
  const isDoubtful = state === "ambiguous" && nextAttemptAt > now;
  const isLeft = ["planned", "retry", "ambiguous", "dead"].includes(state);
  return [
    ...(isLeft && canBeUsedAgain(row)
      ? [
          {
            action: buttonIds.outletAgain,
            label: "Use again",
            value: String(outletId),
          },
        ]
      : []),
    ...(mayBeSent && (state === "dead" || (isDoubtful && canBeAsked(row)))
      ? [{ action: buttonIds.deliveryRetry, label: "Try again", value }]
      : []),
    ...(mayBeSent && isDoubtful ? [resendButton(row)] : []),
    ...(isLeft ? [dropButton(row)] : []),
  ];
}

function resendButton({ id, outlet }: LedgerLine): Button {
  return {
    action: buttonIds.deliveryResend,
    label: "Send again",
    value: String(id),
    confirm: {
      title: `Send delivery ${id} again?`,
      text: `Look there first: where it arrived after all, ${outletName(outlet)} is told twice.`,
      yes: "Send it again",
      no: "Leave it",
    },
  };
}

function dropButton({ id, outlet, others }: LedgerLine): Button {
  const what = others > 0 ? `these ${others + 1} pieces of news` : "this";
  return {
    action: buttonIds.deliveryDrop,
    label: "Drop",
    value: String(id),
    style: "danger",
    confirm: {
      title: `Drop delivery ${id}?`,
      text: `${outletName(outlet)} is not told ${what} any more. It stays in the ledger as dropped.`,
      yes: "Drop it",
      no: "Keep it",
    },
  };
}

function pageButtons({ place, lines: rows, hasEarlier }: LedgerPage): Button[] {
  const last = rows.at(-1);
  return [
    turn("Refresh", { ...place, beforeId: null }),
    ...(hasEarlier && last !== undefined
      ? [turn("Earlier", { ...place, beforeId: last.id })]
      : []),
    ...(place.incidentId === null
      ? (["waiting", "failed", "all"] as const)
          .filter((part) => part !== place.part)
          .map((part) =>
            turn({ waiting: "Waiting", failed: "Failed", all: "All" }[part], {
              part,
              incidentId: null,
              beforeId: null,
            }),
          )
      : []),
  ];
}

function turn(label: string, place: LedgerPlace): Button {
  return {
    action: `${buttonIds.deliveries}:${label}`,
    label,
    value: JSON.stringify(place),
  };
}

function untoldBlocks(untold: LedgerPage["untold"]): Block[] {
  if (untold.length === 0) return [];
  const more = untold.length - MOST_UNTOLD;
  return [
    lines([text("Not told", "bold")]),
    bullets([
      ...untold
        .slice(0, MOST_UNTOLD)
        .map(({ label, why }) => [
          text(`${outletName(label)}: ${clip(why, LONGEST_WORDS)}`),
        ]),
      ...(more > 0 ? [[text(`and ${more} more`)]] : []),
    ]),
  ];
}

function ledgerLine(row: LedgerLine, now: Instant): Leaf[] {
  const { id, outlet, text: words, state, attempts, createdAt, sentAt } = row;
  const arrival = arrivalOf(row);
  const { emoji: look, word } =
    arrival === null ? stateWords[state] : arrivalWords[arrival.kind];
  const when: Leaf[] =
    sentAt === null
      ? [text(", planned "), moment(createdAt)]
      : [text(" "), moment(sentAt)];
  const together =
    row.others > 0 ? `, with ${counted(row.others, "other")}` : "";
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  return [
    emoji(look),
    text(` ${id} to ${outletName(outlet)}: `),
    text(clip(words, LONGEST_WORDS), "italic"),
    text(` · ${word}`),
    ...when,
    ...(together + tries === "" ? [] : [text(together + tries)]),
    ...reasonOf(row, now),
  ];
}

/** Why it stands as it does, and what happens next. */
function reasonOf(row: LedgerLine, now: Instant): Leaf[] {
  const { state, failure, nextAttemptAt, offReason, postId, id } = row;
  const why =
    failure === null ? [] : [text(`: ${clip(failure, LONGEST_WORDS)}`)];
  if (offReason !== null && state !== "sent" && state !== "dropped")
    return [
      text(
        `. Nothing is told there any more: ${clip(offReason, LONGEST_WORDS)}`,
      ),
    ];
  switch (state) {
    case "planned":
      return plannedBecause(row, now);
    case "sending":
      return postId === null || postId === id
        ? []
        : [text(`, shown when message ${postId} is brought up to date`)];
    case "retry":
      return [text(", next try "), moment(nextAttemptAt), ...why];
    case "ambiguous":
      return nextAttemptAt >= NEVER
        ? [
            ...why,
            text(
              canBeAsked(row)
                ? ". Look there: try again (it is looked for first), send it again, or drop it"
                : ". Look there, then send it again or drop it",
            ),
          ]
        : [text(", asked about again "), moment(nextAttemptAt), ...why];
    case "sent": {
      const arrival = arrivalOf(row);
      return arrival?.kind === "lost"
        ? [text(`: ${clip(arrival.why, LONGEST_WORDS)}`)]
        : [];
    }
    case "dead":
      return row.channel === "sms" ? [...why, text(NOT_LATE)] : why;
    case "dropped":
      return why;
  }
}

function plannedBecause(
  { nextAttemptAt, failure, restsUntil, behind }: LedgerLine,
  now: Instant,
): Leaf[] {
  if (nextAttemptAt >= NEVER)
    return [text(`, ${clip(failure ?? "held", LONGEST_WORDS)}`)];
  if (nextAttemptAt > now)
    return [
      text(", gathers what happens until "),
      moment(nextAttemptAt),
      ...(failure === null ? [] : [text(` (${clip(failure, LONGEST_WORDS)})`)]),
    ];
  if (behind !== null) return [text(`, behind ${behind}, which comes first`)];
  return restsUntil !== null && restsUntil > now
    ? [text(", the channel asked for patience until "), moment(restsUntil)]
    : [];
}

/** A person is kept as a mention, which rings no bell here and would only be read as letters. */
function outletName(label: string): string {
  return /^<@\w+>$/.test(label)
    ? "an admin (direct message)"
    : clip(label, LONGEST_OUTLET);
}
