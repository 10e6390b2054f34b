import type { Namespace } from "../actions/namespaces/add-namespace.ts";
import { giveRole, grantWords, type Subject } from "../actions/people/roles.ts";
import type { Role } from "../domain/roles.ts";
import type { Ask, Tools } from "./commands/command.ts";
import { type Message, say, sayRefusal } from "./reply.ts";
import type { Word } from "./words.ts";

/** Whom a mention means. Guests stay guests whatever they are given, so they are given nothing. */
export async function subjectOf(
  { kind, id = "" }: Pick<Word, "kind" | "id">,
  tools: Tools,
): Promise<{ ok: true; subject: Subject } | { ok: false; text: string }> {
  if (kind === "group") return groupOf(id.replace(/^subteam\^/, ""), tools);
  const person = await tools.person(id);
  if (person.role === "unknown")
    return {
      ok: false,
      text: "Slack does not tell at the moment who that is: try again in a minute.",
    };
  if (person.role === "guest")
    return {
      ok: false,
      text: `${person.name} is a guest, a robot or of another workspace: such people only look.`,
    };
  return { ok: true, subject: { kind: "user", id, label: person.name } };
}

export async function groupOf(
  id: string,
  tools: Tools,
): Promise<{ ok: true; subject: Subject } | { ok: false; text: string }> {
  const known = await tools.userGroups();
  if (!known.ok) return known;
  const group = known.groups.find((one) => one.id === id);
  return group === undefined
    ? { ok: false, text: "Slack knows no such user group." }
    : { ok: true, subject: { kind: "group", id, label: `@${group.handle}` } };
}

const mays: Record<Role, string> = {
  viewer: "looks, acknowledges and rechecks, as every member may",
  editor: "may add, edit, pause and plan maintenance",
  announcer: "may do that and speak to customers",
  admin: "may do everything",
};

/** Gives a role, and says what that means. */
export async function give(
  {
    subject,
    role,
    namespace,
  }: { subject: Subject; role: Role; namespace: Namespace | null },
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await giveRole(tools.context(actor), subject, role, namespace);
  if (!done.ok) return sayRefusal(done);
  const namespaceSlug = namespace?.slug ?? null;
  return say(
    `${subject.label} is ${grantWords({ role, namespaceSlug })} now: ${mays[role]}.`,
  );
}
