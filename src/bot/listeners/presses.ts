import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  SlackActionMiddlewareArgs,
} from "@slack/bolt";
import { answeredInView } from "../answer-window.ts";
import { answerPerson, openForm } from "../answering.ts";
import { buttonIds, homeRefresh } from "../buttons/ids.ts";
import { press } from "../buttons/press.ts";
import type { Desk } from "../desk.ts";
import type { Home } from "../home.ts";
import { openHome } from "./home.ts";
import { testNow } from "./test-now.ts";

type PressArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Buttons and menus, in messages and in forms: acknowledged at once, answered to the person alone. */
export function listenToPresses(app: App, desk: Desk, home: Home): void {
  app.action<BlockAction>(/.*/, (args) => answerPress(args, desk, home));
}

async function answerPress(
  args: PressArgs,
  desk: Desk,
  home: Home,
): Promise<void> {
  await args.ack();
  const { action, body } = args;
  if (opensPage(action)) return;
  await desk.take(`${body.trigger_id} ${action.action_id}`, async () => {
    const { user, view } = body;
    const { teamId } = args.context;
    if (action.action_id === homeRefresh)
      return openHome(desk, home, { userId: user.id, teamId });
    if (action.action_id === buttonIds.testNow && view !== undefined)
      return testNow(args, view, desk);
    await carryOut(args, desk);
    if (view !== undefined) await home.keepCurrent();
  });
}

async function carryOut(
  { action, body, respond, client, context }: PressArgs,
  desk: Desk,
): Promise<void> {
  const { trigger_id: triggerId, user, channel, view } = body;
  const channelId = channel?.id ?? "";
  const who = { userId: user.id, teamId: context.teamId };
  const reply = await desk.serve(who, async (actor) => {
    const value = valueOf(action);
    const where = {
      channelId,
      threadTs: threadOf(body),
      messageTs: body.message?.ts,
    };
    return press(action.action_id, value, { actor, ...where }, desk.tools);
  });
  const message =
    reply.kind === "form"
      ? await openForm(client, reply, { triggerId, open: modalOf(view) })
      : reply;
  if (message === undefined || message.isShown === true) return;
  if (
    view !== undefined &&
    (await answeredInView(desk, message, triggerId, view))
  )
    return;
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

/** Slack opened the page: there is nothing to answer. */
function opensPage(action: PressArgs["action"]): boolean {
  if (action.type === "button") return action.url !== undefined;
  return action.type === "overflow" && "url" in action.selected_option;
}

function modalOf(view: BlockAction["view"]): BlockAction["view"] {
  return view?.type === "modal" ? view : undefined;
}

function valueOf(action: PressArgs["action"]): string {
  if (action.type === "button") return action.value ?? "";
  const isMenu =
    action.type === "static_select" ||
    action.type === "external_select" ||
    action.type === "overflow";
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
