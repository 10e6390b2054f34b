import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  SlackActionMiddlewareArgs,
} from "@slack/bolt";
import { answerPerson, openForm } from "../answering.ts";
import { press } from "../buttons/press.ts";
import type { Desk } from "../desk.ts";

type PressArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Buttons and menus, in messages and in forms: acknowledged at once, answered to the person alone. */
export function listenToPresses(app: App, desk: Desk): void {
  app.action<BlockAction>(/.*/, (args) => answerPress(args, desk));
}

async function answerPress(args: PressArgs, desk: Desk): Promise<void> {
  await args.ack();
  const { action, body } = args;
  if (action.type === "button" && action.url !== undefined) return; // Slack opened the page
  await desk.take(`${body.trigger_id} ${action.action_id}`, () =>
    carryOut(args, desk),
  );
}

async function carryOut(
  { action, body, respond, client, context }: PressArgs,
  desk: Desk,
): Promise<void> {
  const { trigger_id: triggerId, user, channel, view } = body;
  const channelId = channel?.id ?? "";
  const reply = await desk.answer(async () => {
    const actor = await desk.actor(user.id, context.teamId);
    const value = valueOf(action);
    return press(action.action_id, value, { actor, channelId }, desk.tools);
  });
  const message =
    reply.kind === "form"
      ? await openForm(client, reply, { triggerId, open: view })
      : reply;
  if (message === undefined) return;
  const person = {
    userId: user.id,
    // A form has no way back to a message, whatever Bolt's types say.
    respond: view === undefined ? respond : undefined,
    threadTs: threadOf(body),
    before: `${desk.usualCommand} `,
  };
  const replaces = message.instead === true && isForOneAlone(body);
  await answerPerson(desk, person, message, replaces);
}

function valueOf(action: PressArgs["action"]): string {
  if (action.type === "button") return action.value ?? "";
  const isMenu =
    action.type === "static_select" || action.type === "external_select";
  return isMenu ? (action.selected_option?.value ?? "") : "";
}

/** What others see too must not change under their eyes because one of them turns a page. */
function isForOneAlone({ container, channel }: BlockAction): boolean {
  const { is_ephemeral: isEphemeral } = container as { is_ephemeral?: boolean };
  return isEphemeral === true || channel?.id.startsWith("D") === true;
}

function threadOf({ container, message }: BlockAction): string | undefined {
  const { thread_ts: inContainer } = container as { thread_ts?: unknown };
  const threadTs: unknown =
    inContainer ?? (message as { thread_ts?: unknown } | undefined)?.thread_ts;
  return typeof threadTs === "string" ? threadTs : undefined;
}
