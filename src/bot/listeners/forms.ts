import type {
  AllMiddlewareArgs,
  App,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from "@slack/bolt";
import { mayNotLook } from "../../actions/people/permission.ts";
import { within } from "../../base/within.ts";
import { SECOND } from "../../domain/time.ts";
import { post, slackView } from "../answering.ts";
import { type Desk, OUR_FAULT } from "../desk.ts";
import {
  doneView,
  type Outcome,
  shownErrors,
  waitingView,
} from "../modals/form.ts";
import { forms } from "../modals/index.ts";
import { filledIn, submitted } from "../modals/state.ts";
import { say, type View } from "../reply.ts";

/** Slack waits for three seconds; the way there and back is part of them. */
const PATIENCE_MS = 2 * SECOND;

type FormArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Submitted forms: the answer is the acknowledgement, so it must come in time. */
export function listenToForms(app: App, desk: Desk): void {
  for (const id of forms.keys())
    app.view<ViewSubmitAction>(id, (args) => answerForm(args, desk));
}

async function answerForm(args: FormArgs, desk: Desk): Promise<void> {
  const { ack, view } = args;
  // A second press on the button gets the first one's answer.
  const work = desk.submissions.do(view.id, () => submit(args, desk));
  const outcome = await within(
    desk.track(work),
    PATIENCE_MS,
    () => undefined,
    desk.clock,
  );
  if (outcome === undefined) {
    await ack(shown(waitingView()));
    await showLate(await desk.track(work), args, desk);
  } else if (outcome.ok) {
    if (outcome.view !== undefined) desk.submissions.forget(view.id);
    await ack(shown(outcome.view ?? doneView(outcome.text, outcome.blocks)));
  } else {
    desk.submissions.forget(view.id); // the person mends it and sends it again
    await ack({
      response_action: "errors",
      errors: shownErrors(outcome.errors),
    });
  }
}

function shown(view: View) {
  return { response_action: "update" as const, view: slackView(view) };
}

async function submit(
  { view, body, context }: FormArgs,
  desk: Desk,
): Promise<Outcome> {
  try {
    const actor = await desk.actor(body.user.id, context.teamId);
    const refusal = mayNotLook(actor);
    if (refusal !== undefined) return { ok: true, text: refusal.text };
    const values = submitted(view.state.values);
    const form = forms.get(view.callback_id);
    if (form === undefined) throw new Error(`no form "${view.callback_id}"`);
    return await form(
      { values, metadata: view.private_metadata, actor },
      desk.tools,
    );
  } catch (error) {
    desk.log.error(
      { err: error, form: view.callback_id },
      "a form could not be worked through",
    );
    return { ok: true, text: OUR_FAULT };
  }
}

/** The form is gone from sight: what was found wrong brings it back as it was filled in. Nothing that was typed is lost. */
async function showLate(
  outcome: Outcome,
  { view, body, client }: FormArgs,
  desk: Desk,
): Promise<void> {
  if (!outcome.ok || outcome.view !== undefined)
    desk.submissions.forget(view.id);
  const next = outcome.ok
    ? (outcome.view ?? doneView(outcome.text, outcome.blocks))
    : filledIn(formOf(view), view.state.values, shownErrors(outcome.errors));
  try {
    await client.views.update({ view_id: view.id, view: slackView(next) });
  } catch (error) {
    desk.log.debug({ err: error }, "the form was closed meanwhile");
    const words = outcome.ok
      ? outcome.text
      : Object.values(outcome.errors).join(" ");
    await post(desk, { channel: body.user.id }, say(words));
  }
}

/** The form that was submitted, as it can be sent again. */
function formOf({
  callback_id,
  private_metadata,
  title,
  submit: submitLabel,
  close,
  blocks,
}: FormArgs["view"]): View {
  return {
    type: "modal",
    callback_id,
    private_metadata,
    title,
    ...(submitLabel === null ? {} : { submit: submitLabel }),
    ...(close === null ? {} : { close }),
    blocks: blocks as unknown as View["blocks"],
  };
}
