import { isJson, objectsOf, type Json } from "../json.ts";
import { problemsWithOptions } from "../option-rules.ts";
import type { World } from "../world.ts";
import { failed } from "./answers.ts";
import { interaction, origin } from "./payloads.ts";
import { actorOf, tamperingOf, type Act } from "./place.ts";
import { impossible } from "./problem.ts";
import type { Result } from "./seen.ts";
import { elementAt, surfaceKey, surfaceOf, type Place } from "./surfaces.ts";
import { offerKey } from "./values.ts";

const MIN_QUERY = 3;

export interface Asking extends Act, Place {
  action_id: string;
  block_id?: string | undefined;
  /** What the person has typed into the menu. */
  value: string;
}

export interface Offer extends Result {
  /** As shown: with "No result" it is empty. */
  options: Json[];
}

/** A person types into a menu whose choices the app gives. */
export async function ask(world: World, asking: Asking): Promise<Offer> {
  const user = actorOf(world, asking);
  const surface = surfaceOf(world, user, asking);
  const placed = elementAt(surface, asking);
  const { element, actionId, blockId } = placed;
  if (!element.type.endsWith("external_select"))
    return impossible(`${actionId} asks nobody for its choices`);
  const min = Number(element["min_query_length"] ?? MIN_QUERY);
  if (asking.value.length < min)
    return {
      outcome: "not_sent",
      notice: `type ${min} characters`,
      options: [],
    };
  const acknowledgement = await world.deliver({
    type: "interactive",
    body: {
      type: "block_suggestion",
      ...interaction(user),
      ...origin(world, surface),
      action_id: actionId,
      block_id: blockId,
      value: asking.value,
    },
    ...tamperingOf(asking),
  });
  if (acknowledgement.outcome !== "ok")
    return { ...failed(acknowledgement.outcome, "No result:"), options: [] };
  const problems = problemsWithOptions(acknowledgement.body);
  const options = problems.length > 0 ? [] : optionsIn(acknowledgement.body);
  world.offered.set(offerKey(user.id, surfaceKey(surface), placed), options);
  return {
    outcome: problems.length > 0 ? "invalid_response" : "ok",
    options,
    ...(problems.length > 0 ? { problems } : {}),
    ...(options.length > 0 ? {} : { notice: "No result" }),
  };
}

function optionsIn(body: unknown): Json[] {
  if (!isJson(body)) return [];
  return [
    ...objectsOf(body["options"]),
    ...objectsOf(body["option_groups"]).flatMap(({ options }) =>
      objectsOf(options),
    ),
  ];
}
