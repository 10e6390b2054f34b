import { randomBytes } from "node:crypto";
import { stateOf } from "./elements.ts";
import type { Json } from "./json.ts";
import { withIds } from "./messages.ts";
import { appIds } from "./seed.ts";
import { newId, type View } from "./state.ts";
import type { World } from "./world.ts";

/** A view that was checked. */
export type GoodView = Json & { type: string; blocks: Json[] };

/** The first one and two on top of it. */
export const MAX_STACK = 3;

function newHash(world: World): string {
  return `${Math.floor(world.now() / 1000)}.${randomBytes(4).toString("hex")}`;
}

/** A user's open modals, the visible one last. */
export function stackOf({ state }: World, user: string): View[] {
  return state.modals.filter((view) => view.user === user);
}

export function topModal(world: World, user: string): View | undefined {
  return stackOf(world, user).at(-1);
}

export function findView(
  { state }: World,
  matches: (view: View) => boolean,
): View | undefined {
  return [...state.modals, ...state.homes].find(matches);
}

function newView(
  world: World,
  user: string,
  view: GoodView,
  below: View | undefined,
  channel: string | undefined,
): View {
  const id = newId(world.state, "V");
  const blocks = withIds(world, view.blocks);
  return {
    id,
    user,
    view: { ...view, blocks },
    values: stateOf(blocks, {}, channel),
    hash: newHash(world),
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    ...(channel === undefined ? {} : { channel }),
  };
}

/** Opens the first modal of a stack; what was open before is gone. */
export function openModal(
  world: World,
  user: string,
  view: GoodView,
  channel?: string,
): View {
  dropModals(world, stackOf(world, user));
  const opened = newView(world, user, view, undefined, channel);
  world.state.modals.push(opened);
  recordView(world, opened, "open");
  return opened;
}

/** Opens a modal on top; the caller has looked that there is one and room for another. */
export function pushModal(world: World, below: View, view: GoodView): View {
  const opened = newView(world, below.user, view, below, below.channel);
  world.state.modals.push(opened);
  recordView(world, opened, "push");
  return opened;
}

/** What was entered stays where block_id and action_id stay. */
export function updateView(world: World, shown: View, view: GoodView): void {
  const blocks = withIds(world, view.blocks);
  shown.values = stateOf(blocks, shown.values, shown.channel);
  shown.view = { ...view, blocks };
  shown.hash = newHash(world);
  recordView(world, shown, "update");
}

export function publishHome(world: World, user: string, view: GoodView): View {
  const existing = homeOf(world, user);
  if (existing !== undefined) {
    updateView(world, existing, view);
    return existing;
  }
  const home = newView(world, user, view, undefined, undefined);
  world.state.homes.push(home);
  recordView(world, home, "publish");
  return home;
}

export function homeOf({ state }: World, user: string): View | undefined {
  return state.homes.find((home) => home.user === user);
}

/** Takes these away; what lies below is seen again. */
export function closeModals(world: World, views: View[]): void {
  dropModals(world, views);
  for (const view of views) recordView(world, view, "close");
}

function dropModals({ state }: World, views: View[]): void {
  state.modals = state.modals.filter((view) => !views.includes(view));
}

function recordView(world: World, shown: View, how: string): void {
  world.records.add("view", {
    how,
    user: shown.user,
    view: viewObject(shown),
  });
}

/** A view as the Web API and the payloads give it. */
export function viewObject({
  id,
  view,
  values,
  hash,
  rootId,
  previousId,
}: View): Json {
  const isModal = view.type === "modal";
  return {
    id,
    team_id: appIds.team,
    app_id: appIds.app,
    app_installed_team_id: appIds.team,
    bot_id: appIds.bot,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view["private_metadata"] ?? "",
    callback_id: view["callback_id"] ?? "",
    external_id: view["external_id"] ?? "",
    state: { values },
    hash,
    root_view_id: rootId,
    previous_view_id: previousId,
    clear_on_close: view["clear_on_close"] ?? false,
    notify_on_close: view["notify_on_close"] ?? false,
    ...(isModal
      ? {
          title: view["title"],
          submit: view["submit"] ?? null,
          close: view["close"] ?? null,
        }
      : {}),
  };
}
