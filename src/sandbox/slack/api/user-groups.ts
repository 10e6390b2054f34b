import type { Json } from "../json.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { appIds } from "../seed.ts";
import type { UserGroup } from "../state.ts";
import type { World } from "../world.ts";
import { isTrue } from "./arguments.ts";
import { method, type Methods } from "./method.ts";

function list(args: Json, { state }: World): Json {
  const withDisabled = isTrue(args["include_disabled"]);
  return {
    usergroups: state.userGroups
      .filter(({ isDisabled }) => withDisabled || !isDisabled)
      .map((group) => groupObject(group, args)),
  };
}

function groupObject(
  { id, handle, name, users, isDisabled }: UserGroup,
  args: Json,
): Json {
  return {
    id,
    team_id: appIds.team,
    is_usergroup: true,
    name,
    description: "",
    handle,
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: isDisabled ? 1 : 0,
    auto_type: null,
    prefs: { channels: [], groups: [] },
    ...(isTrue(args["include_users"]) ? { users } : {}),
    ...(isTrue(args["include_count"])
      ? { user_count: String(users.length) }
      : {}),
  };
}

function listUsers(args: Json, { state }: World): Json | Refusal {
  const group = state.userGroups.find(({ id }) => id === args["usergroup"]);
  if (group === undefined) return refuse("no_such_subteam");
  const isLeftOut = group.isDisabled && !isTrue(args["include_disabled"]);
  return { users: isLeftOut ? [] : group.users };
}

const read = { scopes: ["usergroups:read"], takesJson: false };

export const userGroupMethods: Methods = {
  "usergroups.list": method({ ...read, tier: 2, run: list }),
  "usergroups.users.list": method({
    ...read,
    tier: 2,
    required: ["usergroup"],
    run: listUsers,
  }),
};
