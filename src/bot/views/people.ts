import {
  grantWords,
  type RoleLine,
  type Roles,
} from "../../actions/people/roles.ts";
import {
  actions,
  bullets,
  type Button,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  text,
} from "../../base/slack-blocks.ts";
import { clip, listed } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";

const LONGEST_LABEL = 60;
const MOST_BUTTONS = 20;
const MOST_NAMED = 10;

export interface PeopleFrame {
  /** Null: of all namespaces. */
  namespaceName: string | null;
  /** Ids of the configuration's admins. */
  namedAdmins: readonly string[];
  /** Of those whom only an id is known of. */
  names: ReadonlyMap<string, string>;
  /** Whoever may change it gets buttons for it. */
  mayChange: boolean;
}

/** Who may what: by the configuration, by what was given, as owner, and what all others may. */
export function peopleView(roles: Roles, frame: PeopleFrame): Message {
  const title =
    frame.namespaceName === null
      ? "Who may what"
      : `Who may what in ${frame.namespaceName}`;
  const given = [
    ...roles.lines.map(givenLine),
    ...roles.owned.map(({ slug, owners }) => [
      text(namesIn(owners, frame), "bold"),
      text(
        `: ${owners.length === 1 ? "owner" : "owners"} of ${slug}, may do all but say who may what`,
      ),
    ]),
  ];
  const shown = fitting(given, MAX_MESSAGE - 2_000);
  const rest = given.length - shown.length;
  return message(title, [
    header(title),
    bullets([
      adminsLine(frame),
      ...shown,
      ...(rest > 0 ? [[text(`and ${rest} more`, "italic")]] : []),
      [text("All other members", "bold"), text(": look, acknowledge, recheck")],
      guestsLine(roles.guests),
    ]),
    lines([
      text(
        "Roles: viewer (look, acknowledge, recheck), editor (+ add, edit, pause, maintenance), announcer (+ speak to customers), admin (everything). ",
      ),
      text("people add @ada editor in iati", "code"),
    ]),
    ...(frame.mayChange
      ? [actions("people", [giveButton, ...takeButtons(roles.lines)])]
      : []),
  ]);
}

const giveButton: Button = {
  action: buttonIds.roleForm,
  label: "Give a role …",
  value: "list",
  style: "primary",
};

function adminsLine(frame: PeopleFrame): Leaf[] {
  const { namedAdmins } = frame;
  const who =
    namedAdmins.length === 0
      ? "Admins and owners of this workspace"
      : namesIn(namedAdmins, frame);
  return [
    text(who, "bold"),
    text(
      `: admin everywhere${namedAdmins.length === 0 ? "" : ", by the configuration"}`,
    ),
  ];
}

function namesIn(ids: readonly string[], { names }: PeopleFrame): string {
  return listed(
    ids.map((id) => clip(names.get(id) ?? id, LONGEST_LABEL)),
    MOST_NAMED,
  );
}

function givenLine(line: RoleLine): Leaf[] {
  const group = line.kind === "group" ? " (user group)" : "";
  return [
    text(clip(line.label, LONGEST_LABEL), "bold"),
    text(`${group}: ${grantWords(line)}`),
  ];
}

function guestsLine(guests: Roles["guests"]): Leaf[] {
  return [
    text("Guests and people of other workspaces", "bold"),
    text(guests === "read" ? ": look (" : ": nothing at all ("),
    text(
      guests === "read" ? "people guests nothing" : "people guests read",
      "code",
    ),
    text(guests === "read" ? " shuts them out)" : " lets them look)"),
  ];
}

function takeButtons(lines: readonly RoleLine[]): Button[] {
  return lines.slice(0, MOST_BUTTONS).map((line, index) => {
    const what = `${clip(line.label, 30)}: ${grantWords(line)}`;
    return {
      action: `${buttonIds.takeRole}:${index}`,
      label: `Take from ${what}`,
      value: String(line.id),
      style: "danger",
      confirm: {
        title: "Take this role away?",
        text: what,
        yes: "Take it",
        no: "Keep it",
      },
    };
  });
}
