import type { TokenLine } from "../../actions/people/tokens.ts";
import {
  actions,
  bullets,
  type Button,
  code,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import type { Instant } from "../../domain/time.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import type { Word } from "../words.ts";

const MOST_BUTTONS = 20;

/** The one time that a token is shown. */
export function newTokenView(
  { token, line }: { token: string; line: TokenLine },
  exampleUrl: string,
): Message {
  const may = line.scope === "read" ? "read" : "read and change";
  return {
    ...message(`Your token "${line.name}" is made`, [
      lines([
        text(
          `Your token "${line.name}" is made. It may ${may} what you may, until `,
        ),
        moment(line.expiresAt),
        text(". It is shown only now: copy it to where it is needed."),
      ]),
      code(token),
      lines([text("For example:")]),
      code(`curl -H "Authorization: Bearer $TOKEN" ${exampleUrl}`),
    ]),
    isSecret: true,
  };
}

/** Whose tokens there are, with buttons that take them back. */
export function tokensView(
  { own, others }: { own: readonly TokenLine[]; others: readonly TokenLine[] },
  now: Instant,
): Message {
  const title = "Tokens of the API";
  const all = [...own, ...others];
  const shown = fitting(
    all.map((line) => tokenLine(line, own.includes(line), now)),
    MAX_MESSAGE - 3_000,
  );
  const rest = all.length - shown.length;
  return message(title, [
    header(title),
    all.length === 0
      ? lines([text("You have none yet.")])
      : bullets([
          ...shown,
          ...(rest > 0 ? [[text(`and ${rest} more`, "italic")]] : []),
        ]),
    lines([
      text('token new "grafana" read', "code"),
      text(" makes one that reads, "),
      text('token new "deploy script" write for 90d', "code"),
      text(" one that also changes."),
    ]),
    ...(all.length === 0 ? [] : [actions("tokens", revokeButtons(all))]),
  ]);
}

function tokenLine(line: TokenLine, isOwn: boolean, now: Instant): Leaf[] {
  const { id, name, personName, scope, expiresAt, lastUsedAt } = line;
  return [
    text(name, "bold"),
    text(
      `${isOwn ? "" : ` of ${personName}`} (${id}): ${scope}, ${expiresAt <= now ? "ended" : "ends"} `,
    ),
    moment(expiresAt),
    text(lastUsedAt === null ? ", never used" : ", last used "),
    ...(lastUsedAt === null ? [] : [moment(lastUsedAt)]),
  ];
}

function revokeButtons(all: readonly TokenLine[]): Button[] {
  return all.slice(0, MOST_BUTTONS).map(({ id, name }, index) => ({
    action: `${buttonIds.choose}:${index}`,
    label: `Revoke ${clip(name, 40)}`,
    value: JSON.stringify(revocationOf(id)),
    style: "danger",
    confirm: {
      title: "Take this token back?",
      text: `Whatever uses "${name}" does not get in any more.`,
      yes: "Revoke it",
      no: "Keep it",
    },
  }));
}

/** The command that takes a token back, word by word. */
function revocationOf(id: number): Word[] {
  return ["token", "revoke", `#${id}`].map((word) => ({
    kind: "word",
    text: word,
  }));
}
