import type { Acknowledgement } from "../delivery/payload.ts";
import { placedElements } from "../elements.ts";
import { isJson, textOf, type Json } from "../json.ts";
import {
  closeModals,
  MAX_STACK,
  pushModal,
  stackOf,
  updateView,
  viewObject,
} from "../modals.ts";
import { readView } from "../read-view.ts";
import { isRefusal } from "../refusal.ts";
import { newResponseUrl } from "../response-urls.ts";
import type { User, View } from "../state.ts";
import type { World } from "../world.ts";
import { answerOf, errorsIn, failed } from "./answers.ts";
import { interaction } from "./payloads.ts";
import { actorOf, onlookerOf, tamperingOf, type Act } from "./place.ts";
import { impossible } from "./problem.ts";
import { fill } from "./pressing.ts";
import { actAndLook, type Result, type Seen } from "./seen.ts";
import { surfaceOf } from "./surfaces.ts";
import { problemWithValue } from "./value-problems.ts";
import type { Form } from "./values.ts";

export interface Submission extends Act {
  /** The modal in front, unless named. */
  view_id?: string | undefined;
  values?: Form | undefined;
}

/** The modal that a person can submit or close: the one in front. */
function modalInFront(world: World, user: User, act: Submission): View {
  const surface = surfaceOf(world, user, { view_id: act.view_id });
  if (surface.kind !== "view" || surface.view.view.type !== "modal")
    return impossible("only a modal is submitted or closed");
  return surface.view;
}

/** A person fills in the modal in front and submits it. */
export async function submit(
  world: World,
  submission: Submission,
): Promise<Seen> {
  const user = actorOf(world, submission);
  const view = modalInFront(world, user, submission);
  if (view.view["submit"] === undefined)
    impossible("this modal has nothing to submit");
  fill(world, user, { kind: "view", view }, submission.values ?? {});
  const onlooker = onlookerOf(world, user, submission, view.channel);
  return actAndLook(world, onlooker, async (): Promise<Result> => {
    const errors = clientErrors(view);
    if (Object.keys(errors).length > 0) return { outcome: "not_sent", errors };
    const acknowledgement = await world.deliver({
      type: "interactive",
      body: submissionBody(world, user, view),
      ...tamperingOf(submission),
    });
    return takeAnswer(world, view, acknowledgement);
  });
}

function clientErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const placed of placedElements(view.view.blocks)) {
    const value = view.values[placed.blockId]?.[placed.actionId];
    if (placed.block["type"] !== "input" || value === undefined) continue;
    const problem = problemWithValue(placed, value);
    if (problem !== undefined) errors[placed.blockId] = problem;
  }
  return errors;
}

function submissionBody(world: World, user: User, view: View): Json {
  const { channel } = view;
  return {
    type: "view_submission",
    ...interaction(user),
    trigger_id: world.triggers.issue({
      user: user.id,
      viewId: view.id,
      ...(channel === undefined ? {} : { channel }),
    }),
    view: viewObject(view),
    response_urls: responseUrls(world, user, view),
  };
}

/** A chosen conversation can be answered in where its menu says so. */
function responseUrls(world: World, user: User, view: View): Json[] {
  return placedElements(view.view.blocks).flatMap(
    ({ blockId, actionId, element }) => {
      const value = view.values[blockId]?.[actionId];
      const channel =
        textOf(value?.["selected_conversation"]) ??
        textOf(value?.["selected_channel"]);
      if (element["response_url_enabled"] !== true || channel === undefined)
        return [];
      const place = { user: user.id, channel };
      return [
        {
          block_id: blockId,
          action_id: actionId,
          channel_id: channel,
          response_url: newResponseUrl(world, "app", place),
        },
      ];
    },
  );
}

function takeAnswer(
  world: World,
  view: View,
  acknowledgement: Acknowledgement,
): Result {
  if (acknowledgement.outcome !== "ok")
    return failed(acknowledgement.outcome, "the form");
  const answer = answerOf(acknowledgement.body);
  if (answer === undefined) {
    closeModals(world, [view]);
    return { outcome: "ok" };
  }
  if (!isJson(answer)) return unusable(["a text is no answer to a form"]);
  switch (answer["response_action"]) {
    case "clear":
      closeModals(world, stackOf(world, view.user));
      return { outcome: "ok" };
    case "errors":
      return takeErrors(view, answer["errors"]);
    case "update":
    case "push":
      return takeView(world, view, answer);
    default:
      return unusable(["no response_action that Slack knows"]);
  }
}

function unusable(problems: string[]): Result {
  return {
    outcome: "invalid_response",
    notice: "We had some trouble connecting. Try again?",
    problems,
  };
}

/** Errors stand beside inputs; one for anything else makes the whole answer unusable. */
function takeErrors(view: View, errors: unknown): Result {
  if (!isJson(errors) || Object.keys(errors).length === 0)
    return unusable(["errors: nothing in it"]);
  const inputs = view.view.blocks
    .filter(({ type }) => type === "input")
    .map(({ block_id }) => block_id);
  const problems = Object.entries(errors).flatMap(([blockId, text]) => {
    if (!inputs.includes(blockId))
      return [`errors.${blockId}: not an input block of this modal`];
    return typeof text === "string" && text !== ""
      ? []
      : [`errors.${blockId}: not a text`];
  });
  if (problems.length > 0) return unusable(problems);
  return { outcome: "ok", errors: errors as Record<string, string> };
}

function takeView(world: World, shown: View, answer: Json): Result {
  const isPush = answer["response_action"] === "push";
  const replaced = isPush ? undefined : shown;
  const view = readView(world, answer["view"], "modal", replaced);
  if (isRefusal(view)) return unusable([view.error, ...errorsIn(view)]);
  if (!isPush) {
    updateView(world, shown, view);
    return { outcome: "ok" };
  }
  if (stackOf(world, shown.user).length >= MAX_STACK)
    return unusable(["push_limit_reached"]);
  pushModal(world, shown, view);
  return { outcome: "ok" };
}

export interface Closing extends Submission {
  /** The whole stack at once, as the cross in the corner does. */
  all?: boolean | undefined;
}

/** A person closes the modal in front. */
export async function close(world: World, closing: Closing): Promise<Seen> {
  const user = actorOf(world, closing);
  const view = modalInFront(world, user, closing);
  const clears = closing.all === true || view.view["clear_on_close"] === true;
  const closed = clears ? stackOf(world, user.id) : [view];
  closeModals(world, closed);
  const told = closed.filter((one) => one.view["notify_on_close"] === true);
  const onlooker = {
    ...onlookerOf(world, user, closing, view.channel),
    // Nothing is shown in answer to a modal that was closed, unless somebody waits for it.
    waitMs: closing.wait ?? 0,
  };
  return actAndLook(world, onlooker, async (): Promise<Result> => {
    for (const one of told.toReversed())
      await world.deliver({
        type: "interactive",
        body: {
          type: "view_closed",
          ...interaction(user),
          view: viewObject(one),
          is_cleared: clears,
        },
      });
    return { outcome: "ok" };
  });
}
