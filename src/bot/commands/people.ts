import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import { mayNotAdminister } from "../../actions/people/permission.ts";
import {
  type GuestRights,
  grantWords,
  setGuestRights,
  showRoles,
  type Subject,
  takeRole,
  takeRoles,
} from "../../actions/people/roles.ts";
import { clip, listed } from "../../base/text.ts";
import { isRole, type Role, roles } from "../../domain/roles.ts";
import { buttonIds } from "../buttons/ids.ts";
import { roleForm } from "../modals/give-role.ts";
import { give, groupOf, subjectOf } from "../role-request.ts";
import { type Message, type Reply, say, sayRefusal } from "../reply.ts";
import { peopleView } from "../views/people.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { openContactForm } from "./contact.ts";
import { allNamespaces, namespaceNamed } from "./namespaces.ts";

const LONGEST_SAID = 40;
const MOST_NAMED = 10;

export const people: Command = {
  name: "people",
  aliases: ["roles"],
  summary:
    "Who may what; gives a person or a user group a role (viewer, editor, announcer, admin) or takes it.",
  usage: [
    "people",
    "people iati",
    "people add @ada editor in iati",
    "people add @ops-team admin",
    "people remove @ada in iati",
    "people guests nothing",
    "people me",
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    const asked = verb?.kind === "word" ? verb.text.toLowerCase() : undefined;
    switch (asked) {
      case "add":
      case "give":
      case "set":
        return rest.length === 0
          ? openRoleForm(ask, tools)
          : add(rest, ask, tools);
      case "remove":
      case "take":
      case "delete":
        return remove(rest, ask, tools);
      case "guests":
        return guests(rest, ask, tools);
      case "me":
        return openContactForm(ask, tools);
      case undefined:
        return verb === undefined
          ? listPeople(null, ask, tools)
          : say(
              `What is ${clip(verb.text, LONGEST_SAID)} to be? \`people add @ada editor in iati\``,
            );
      default:
        return listOf(ask, tools);
    }
  },
};

/** "people iati", "people in iati", "people list" */
async function listOf(ask: Ask, tools: Tools): Promise<Reply> {
  const typed = withoutEnd(joined(ask.words)).replace(/^(in|of|list) ?/i, "");
  if (typed === "") return listPeople(null, ask, tools);
  const found = namespaceNamed(typed, await allNamespaces(ask.actor, tools));
  return found.ok ? listPeople(found.namespace, ask, tools) : say(found.text);
}

/** Slack is asked 100 times a minute at most. */
const MOST_LOOKED_UP = 25;

/** Names of those whom only an id is kept of; more than these stay unnamed. */
async function namesOf(
  ids: readonly string[],
  tools: Tools,
): Promise<Map<string, string>> {
  const known = [...new Set(ids)].slice(0, MOST_LOOKED_UP);
  const found = await Promise.all(known.map((id) => tools.person(id)));
  return new Map(found.map(({ id, name }) => [id, name]));
}

async function listPeople(
  namespace: Namespace | null,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  const found = await showRoles(context, namespace?.id ?? null);
  const owners = found.owned.flatMap((one) => one.owners);
  return peopleView(found, {
    namespaceName: namespace?.name ?? null,
    namedAdmins: tools.namedAdmins,
    names: await namesOf([...tools.namedAdmins, ...owners], tools),
    mayChange: mayNotAdminister(context, namespace) === undefined,
  });
}

/** What "@ada editor in iati" asks for, the person still to be looked up. */
interface Wish {
  who: Word | undefined;
  role: Role | undefined;
  namespace: string | undefined;
  unread: Word[];
}

const filler = /^(as|is|to|be|may|role|the|an?|everywhere|from)$/i;

function readWish(words: readonly Word[]): Wish {
  const at = words.findIndex(
    ({ kind, text }) => kind === "word" && /^(in|of|for)$/i.test(text),
  );
  const front = at === -1 ? words : words.slice(0, at);
  const behind = at === -1 ? [] : words.slice(at + 1);
  const named = [...front, ...behind];
  const who = named.find(({ kind }) => kind === "user" || kind === "group");
  const roleOf = ({ kind, text }: Word): Role | undefined => {
    const word = text.toLowerCase().replace(/s$/, "");
    return kind === "word" && isRole(word) ? word : undefined;
  };
  const isRest = (word: Word): boolean =>
    word !== who && roleOf(word) === undefined && !filler.test(word.text);
  const inside = behind.filter(isRest);
  return {
    who,
    role: named.map(roleOf).find((role) => role !== undefined),
    namespace: inside.length === 0 ? undefined : joined(inside),
    unread: front.filter(isRest),
  };
}

const EXAMPLE = "as in `people add @ada editor in iati`";

async function add(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const { who, role, namespace: named, unread } = readWish(words);
  if (who === undefined) return say(whoIsMissing(unread));
  if (role === undefined)
    return say(`Say what role: ${listed(roles, roles.length)}, ${EXAMPLE}.`);
  const place = await placeNamed(named ?? unread[0]?.text, ask, tools);
  if (!place.ok) return say(place.text);
  const subject = await subjectOf(who, tools);
  if (!subject.ok) return say(subject.text);
  return give(
    { subject: subject.subject, role, namespace: place.namespace },
    ask,
    tools,
  );
}

function whoIsMissing(unread: readonly Word[]): string {
  const typed = unread.find(({ text }) => text.startsWith("@"));
  return typed === undefined
    ? `Name a person or a user group with an @, ${EXAMPLE}.`
    : `Slack does not say who "${clip(typed.text, LONGEST_SAID)}" is: pick the name from the list that Slack offers while you type, or use the form: \`people add\`.`;
}

async function placeNamed(
  typed: string | undefined,
  { actor }: Ask,
  tools: Tools,
): Promise<
  { ok: true; namespace: Namespace | null } | { ok: false; text: string }
> {
  return typed === undefined || /^(all|everything)$/i.test(typed)
    ? { ok: true, namespace: null }
    : namespaceNamed(typed, await allNamespaces(actor, tools));
}

async function remove(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const { who, namespace: named, unread } = readWish(words);
  if (who === undefined)
    return words.length === 0
      ? listPeople(null, ask, tools)
      : say(whoIsMissing(unread));
  const place = await placeNamed(named ?? unread[0]?.text, ask, tools);
  if (!place.ok) return say(place.text);
  const subject = await anySubject(who, tools);
  const done = await takeRoles(
    tools.context(ask.actor),
    subject,
    place.namespace,
  );
  if (!done.ok) return sayRefusal(done);
  return say(
    done.taken.length === 0
      ? `${subject.label} was given nothing ${place.namespace === null ? "" : `in ${place.namespace.slug} `}that could be taken. \`people\` shows who may what.`
      : `${subject.label} is no more ${listed(done.taken, MOST_NAMED)}.`,
  );
}

/** Also of those who left Slack, or whom Slack does not tell of: their roles can be taken all the same. */
async function anySubject(
  { kind, id = "", text }: Word,
  tools: Tools,
): Promise<Subject> {
  if (kind === "group") {
    const groupId = id.replace(/^subteam\^/, "");
    const found = await groupOf(groupId, tools);
    return found.ok
      ? found.subject
      : { kind: "group", id: groupId, label: clip(text, LONGEST_SAID) };
  }
  const { name } = await tools.person(id);
  return { kind: "user", id, label: name };
}

/** What the button beside a given role does. */
export async function takeOne(
  grantId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await takeRole(tools.context(actor), grantId);
  return done.ok
    ? say(`${done.line.label} is no more ${grantWords(done.line)}.`)
    : sayRefusal(done);
}

async function guests(
  [word]: readonly Word[],
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const rights = word === undefined ? undefined : readRights(word.text);
  if (rights === undefined)
    return say(
      "There are `people guests read` (they look at everything) and `people guests nothing` (they are shut out).",
    );
  const done = await setGuestRights(tools.context(actor), rights);
  if (!done.ok) return sayRefusal(done);
  return say(
    rights === "read"
      ? "Guests and people of other workspaces look at everything from now on, and change nothing."
      : "Guests and people of other workspaces get no answer from allswell any more.",
  );
}

function readRights(text: string): GuestRights | undefined {
  if (/^(read|look|view|read-only)$/i.test(text)) return "read";
  return /^(nothing|none|no|out)$/i.test(text) ? "nothing" : undefined;
}

export async function openRoleForm(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const namespaces = (await allNamespaces(actor, tools)).filter(
    (namespace) => mayNotAdminister(context, namespace) === undefined,
  );
  const everywhere = mayNotAdminister(context, null);
  if (everywhere !== undefined && namespaces.length === 0)
    return sayRefusal(everywhere);
  const groups = await tools.userGroups();
  return {
    kind: "form",
    view: roleForm({
      namespaces,
      everywhere: everywhere === undefined,
      groups: groups.ok ? groups.groups : [],
    }),
    button: {
      action: buttonIds.roleForm,
      label: "Give a role …",
      value: "add",
    },
  };
}
