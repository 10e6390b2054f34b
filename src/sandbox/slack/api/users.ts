import { textOf, type Json } from "../json.ts";
import { isRefusal, refuse, type Refusal } from "../refusal.ts";
import { userObject } from "../workspace.ts";
import type { World } from "../world.ts";
import { method, type Methods } from "./method.ts";
import { pageOf } from "./paging.ts";

function info(args: Json, world: World): Json | Refusal {
  const user = world.state.users.find(({ id }) => id === args["user"]);
  if (user === undefined) return refuse("user_not_found");
  return { user: userObject(world, user) };
}

function list(args: Json, world: World): Json | Refusal {
  const page = pageOf(world.state.users, args, { usual: 1000, max: 1000 });
  if (isRefusal(page)) return page;
  return {
    members: page.items.map((user) => userObject(world, user)),
    cache_ts: Math.floor(world.now() / 1000),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

function lookupByEmail(args: Json, world: World): Json | Refusal {
  const email = textOf(args["email"])?.toLowerCase() ?? "";
  const user = world.state.users.find(
    (candidate) => email !== "" && candidate.email.toLowerCase() === email,
  );
  if (user === undefined) return refuse("users_not_found");
  return { user: userObject(world, user) };
}

const read = { scopes: ["users:read"], takesJson: false };

export const userMethods: Methods = {
  "users.info": method({ ...read, required: ["user"], tier: 4, run: info }),
  "users.list": method({ ...read, tier: 2, run: list }),
  "users.lookupByEmail": method({
    ...read,
    scopes: ["users:read.email"],
    required: ["email"],
    run: lookupByEmail,
  }),
};
