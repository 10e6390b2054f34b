import { isJson, objectsOf, textOf, type Json } from "../json.ts";
import type { Placed } from "../elements.ts";
import { newResponseUrl } from "../response-urls.ts";
import { newTs, type User } from "../state.ts";
import type { World } from "../world.ts";
import { failed } from "./answers.ts";
import { interaction, origin, type Surface } from "./payloads.ts";
import { actorOf, onlookerOf, tamperingOf, type Act } from "./place.ts";
import { impossible } from "./problem.ts";
import { actAndLook, type Result, type Seen } from "./seen.ts";
import {
  blocksOf,
  channelIdOf,
  elementAt,
  enter,
  enteredIn,
  surfaceKey,
  surfaceOf,
  type Place,
} from "./surfaces.ts";
import {
  chosen,
  enteredFor,
  offerKey,
  type Entered,
  type Form,
} from "./values.ts";

export interface Pressing extends Act, Place {
  action_id: string;
  block_id?: string | undefined;
  /** What is chosen or entered; a button needs none. */
  value?: Entered | undefined;
  /** The answer to the "are you sure?" of the element. */
  confirm?: boolean | undefined;
  /** What else is entered in the same view by then. */
  values?: Form | undefined;
}

/** Elements that are pressed and hold nothing afterwards. */
const pressedOnly = ["button", "workflow_button", "icon_button"];

/** A person presses a button, or chooses in a menu, a picker or a box outside of a form. */
export async function press(world: World, pressing: Pressing): Promise<Seen> {
  const user = actorOf(world, pressing);
  const surface = surfaceOf(world, user, pressing);
  const placed = elementAt(surface, pressing);
  refuseSilentInput(placed);
  fill(world, user, surface, pressing.values ?? {});
  const entry = actionEntry(world, user, surface, placed, pressing.value);
  const onlooker = {
    ...onlookerOf(world, user, pressing, channelIdOf(surface)),
    isAtHome: surface.kind === "view" && surface.view.view.type === "home",
  };
  return actAndLook(world, onlooker, async (): Promise<Result> => {
    if (!isConfirmed(placed, pressing.confirm))
      return { outcome: "not_sent", notice: "not confirmed" };
    const acknowledgement = await world.deliver({
      type: "interactive",
      body: {
        type: "block_actions",
        ...interaction(user),
        ...origin(world, surface),
        ...reachBack(world, user, surface),
        actions: [entry],
      },
      ...tamperingOf(pressing),
    });
    return acknowledgement.outcome === "ok"
      ? { outcome: "ok" }
      : failed(acknowledgement.outcome, "the action");
  });
}

/** Inputs of a form say nothing until it is submitted, unless they were made to. */
function refuseSilentInput({ block, actionId }: Placed): void {
  if (block["type"] === "input" && block["dispatch_action"] !== true)
    impossible(`${actionId} tells nobody: it is sent with the form`);
}

/** Enters values into the form in front, without telling anybody. */
export function fill(
  world: World,
  user: User,
  surface: Surface,
  form: Form,
): void {
  const places = blocksOf(surface);
  refuseUnknownFields(places, form);
  for (const placed of places) {
    const entered = enteredFor(form, placed);
    if (entered === undefined) continue;
    const key = offerKey(user.id, surfaceKey(surface), placed);
    const offered = world.offered.get(key) ?? [];
    enter(
      world,
      user,
      surface,
      placed,
      chosen(world, placed, entered, offered),
    );
  }
}

function refuseUnknownFields(places: Placed[], form: Form): void {
  for (const [blockId, inBlock] of Object.entries(form)) {
    const inside = places.filter((placed) => placed.blockId === blockId);
    const known = inside.map(({ actionId }) => actionId);
    if (known.length === 0) impossible(`there is no field ${blockId}`);
    if (!isJson(inBlock)) {
      if (known.length > 1)
        impossible(`${blockId} has several fields: name the action_id`);
      continue;
    }
    const stray = Object.keys(inBlock).find((id) => !known.includes(id));
    if (stray !== undefined)
      impossible(`there is no field ${blockId} ${stray}`);
  }
}

/** What the payload tells of the element. */
function actionEntry(
  world: World,
  user: User,
  surface: Surface,
  placed: Placed,
  value: Entered | undefined,
): Json {
  const { blockId, actionId, element } = placed;
  const common = {
    type: element.type,
    action_id: actionId,
    block_id: blockId,
    action_ts: newTs(world.state, world.now()),
    ...(element["confirm"] === undefined
      ? {}
      : { confirm: element["confirm"] }),
    ...(element["placeholder"] === undefined
      ? {}
      : { placeholder: element["placeholder"] }),
  };
  if (pressedOnly.includes(element.type))
    return {
      ...common,
      text: element["text"],
      ...(element["value"] === undefined ? {} : { value: element["value"] }),
      ...(element["url"] === undefined ? {} : { url: element["url"] }),
    };
  if (value === undefined)
    return impossible(`${actionId} needs a value to choose`);
  if (element.type === "overflow")
    return { ...common, selected_option: overflowOption(placed, value) };
  if (element.type === "feedback_buttons")
    return { ...common, ...feedback(placed, value) };
  const key = offerKey(user.id, surfaceKey(surface), placed);
  const held = chosen(world, placed, value, world.offered.get(key) ?? []);
  enter(world, user, surface, placed, held);
  return { ...common, ...held };
}

function overflowOption({ element, actionId }: Placed, value: Entered): Json {
  return (
    objectsOf(element["options"]).find((option) => option["value"] === value) ??
    impossible(`${actionId} does not offer ${JSON.stringify(value)}`)
  );
}

function feedback({ element, actionId }: Placed, value: Entered): Json {
  const button = [element["positive_button"], element["negative_button"]]
    .filter(isJson)
    .find((candidate) => candidate["value"] === value);
  if (button === undefined)
    return impossible(`${actionId} does not offer ${JSON.stringify(value)}`);
  return { value, text: button["text"] };
}

/** An element that asks "are you sure?" sends nothing until somebody is. */
function isConfirmed(
  { element, actionId }: Placed,
  confirm?: boolean,
): boolean {
  if (!isJson(element["confirm"])) {
    if (confirm !== undefined)
      impossible(`${actionId} asks for no confirmation`);
    return true;
  }
  if (confirm === undefined)
    return impossible(`${actionId} asks for confirmation first`);
  return confirm;
}

/** How the app can answer: a trigger for a modal, and for a message its response URL and what is entered in it. */
function reachBack(world: World, user: User, surface: Surface): Json {
  const channel = channelIdOf(surface);
  const trigger_id = world.triggers.issue({
    user: user.id,
    ...(channel === undefined ? {} : { channel }),
    ...(surface.kind === "view" && surface.view.view.type === "modal"
      ? { viewId: surface.view.id }
      : {}),
  });
  if (surface.kind === "view" || channel === undefined) return { trigger_id };
  const shown =
    surface.kind === "message" ? surface.message : surface.ephemeral;
  const threadTs = textOf(shown.threadTs);
  return {
    trigger_id,
    state: { values: enteredIn(world, user, surface) },
    response_url: newResponseUrl(world, "actions", {
      user: user.id,
      channel,
      source: {
        ts: shown.ts,
        isEphemeral: surface.kind === "ephemeral",
        ...(threadTs === undefined ? {} : { threadTs }),
      },
    }),
  };
}
