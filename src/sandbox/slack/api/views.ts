import { textOf, type Json } from "../json.ts";
import {
  findView,
  homeOf,
  MAX_STACK,
  openModal,
  publishHome,
  pushModal,
  stackOf,
  topModal,
  updateView,
  viewObject,
} from "../modals.ts";
import { readView } from "../read-view.ts";
import { isRefusal, refuse, type Refusal } from "../refusal.ts";
import type { Trigger } from "../triggers.ts";
import type { World } from "../world.ts";
import { method, type Methods } from "./method.ts";

function triggerOf(args: Json, world: World): Trigger | Refusal {
  const id = textOf(args["trigger_id"]);
  if (id === undefined || id === "")
    return refuse("invalid_arguments", {
      response_metadata: {
        messages: ["[ERROR] missing required field: trigger_id"],
      },
    });
  const trigger = world.triggers.look(id);
  return typeof trigger === "string" ? refuse(trigger) : trigger;
}

function open(args: Json, world: World): Json | Refusal {
  const trigger = triggerOf(args, world);
  if (isRefusal(trigger)) return trigger;
  const view = readView(world, args["view"], "modal");
  if (isRefusal(view)) return view;
  world.triggers.exchange(trigger.id);
  const opened = openModal(world, trigger.user, view, trigger.channel);
  return { view: viewObject(opened) };
}

function push(args: Json, world: World): Json | Refusal {
  const trigger = triggerOf(args, world);
  if (isRefusal(trigger)) return trigger;
  const below = topModal(world, trigger.user);
  if (below === undefined || trigger.viewId === undefined)
    return refuse("not_found");
  const view = readView(world, args["view"], "modal");
  if (isRefusal(view)) return view;
  if (stackOf(world, trigger.user).length >= MAX_STACK)
    return refuse("push_limit_reached");
  world.triggers.exchange(trigger.id);
  return { view: viewObject(pushModal(world, below, view)) };
}

function update(args: Json, world: World): Json | Refusal {
  const { view_id: id, external_id: externalId } = args;
  const shown = findView(world, (view) =>
    id === undefined
      ? externalId !== undefined && view.view["external_id"] === externalId
      : view.id === id,
  );
  if (shown === undefined) return refuse("not_found");
  const surface = shown.view.type === "home" ? "home" : "modal";
  const view = readView(world, args["view"], surface, shown);
  if (isRefusal(view)) return view;
  if (isOutdated(args, shown.hash)) return refuse("hash_conflict");
  updateView(world, shown, view);
  return { view: viewObject(shown) };
}

function publish(args: Json, world: World): Json | Refusal {
  const user = world.state.users.find(({ id }) => id === args["user_id"]);
  if (user === undefined) return refuse("user_not_found");
  const existing = homeOf(world, user.id);
  const view = readView(world, args["view"], "home", existing);
  if (isRefusal(view)) return view;
  if (existing !== undefined && isOutdated(args, existing.hash))
    return refuse("hash_conflict");
  return { view: viewObject(publishHome(world, user.id, view)) };
}

/** Somebody else has changed the view since. */
function isOutdated({ hash }: Json, current: string): boolean {
  return hash !== undefined && hash !== "" && hash !== current;
}

export const viewMethods: Methods = {
  "views.open": method({ required: ["view"], tier: 4, run: open }),
  "views.push": method({ required: ["view"], tier: 4, run: push }),
  "views.update": method({ required: ["view"], tier: 4, run: update }),
  "views.publish": method({
    required: ["user_id", "view"],
    tier: 4,
    run: publish,
  }),
};
