import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import { type Option, option, plain } from "../../base/slack-blocks.ts";
import { isRole, type Role } from "../../domain/roles.ts";
import type { Tools } from "../commands/command.ts";
import { allNamespaces } from "../commands/namespaces.ts";
import { give, subjectOf } from "../role-request.ts";
import type { View } from "../reply.ts";
import type { UserGroup } from "../user-groups.ts";
import { input, MAX_OPTIONS, selectElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const GIVE_ROLE = "give_role";

const EVERYWHERE = "*";

const roleOptions: Record<Role, string> = {
  viewer: "viewer: looks, acknowledges, rechecks",
  editor: "editor: adds, edits, pauses, plans maintenance",
  announcer: "announcer: also speaks to customers",
  admin: "admin: everything",
};

/** What the person who opens it may give: in which namespaces, and whether everywhere. */
export interface Giving {
  namespaces: readonly Namespace[];
  everywhere: boolean;
  groups: readonly UserGroup[];
}

export function roleForm({ namespaces, everywhere, groups }: Giving): View {
  const places: Option[] = [
    ...(everywhere ? [option("everywhere", EVERYWHERE)] : []),
    ...namespaces.map(({ slug, name }) => option(`${name} (${slug})`, slug)),
  ].slice(0, MAX_OPTIONS);
  return {
    type: "modal",
    callback_id: GIVE_ROLE,
    title: plain("Give a role"),
    submit: plain("Give"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "user",
        label: "Person",
        optional: groups.length > 0,
        element: { type: "users_select" },
      }),
      ...(groups.length === 0
        ? []
        : [
            input({
              id: "group",
              label: "Or a user group",
              optional: true,
              element: selectElement(
                groups
                  .slice(0, MAX_OPTIONS)
                  .map(({ id, handle }) => option(`@${handle}`, id)),
              ),
            }),
          ]),
      input({
        id: "role",
        label: "Role",
        element: selectElement(
          Object.entries(roleOptions).map(([role, label]) =>
            option(label, role),
          ),
        ),
      }),
      input({
        id: "place",
        label: "Where",
        element: selectElement(places, places[0]),
      }),
    ],
  };
}

/** Gives the role that the form describes; what is wrong is told at its fields. */
export async function submitRole(
  { values, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const { user, group, role = "", place = EVERYWHERE } = values;
  if ((user === undefined) === (group === undefined))
    return wrong("user", "Choose a person or a user group: one of the two.");
  const word =
    user === undefined
      ? ({ kind: "group", id: group ?? "" } as const)
      : ({ kind: "user", id: user } as const);
  const found = await subjectOf(word, tools);
  if (!found.ok) return wrong(word.kind, found.text);
  if (!isRole(role)) return wrong("role", "Choose a role.");
  const namespaces = await allNamespaces(actor, tools);
  const namespace =
    place === EVERYWHERE ? null : namespaces.find(({ slug }) => slug === place);
  if (namespace === undefined)
    return wrong("place", "This namespace is gone: choose another one.");
  const { subject } = found;
  const said = await give({ subject, role, namespace }, { actor }, tools);
  return { ok: true, text: said.text };
}

function wrong(field: string, text: string): Outcome {
  return { ok: false, errors: { [field]: text } };
}
