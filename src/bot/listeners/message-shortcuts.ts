import type {
  AllMiddlewareArgs,
  App,
  MessageShortcut,
  SlackShortcutMiddlewareArgs,
} from "@slack/bolt";
import type { Actor } from "../../actions/context.ts";
import { findMessage } from "../../actions/incidents/find-message.ts";
import { answerPerson } from "../answering.ts";
import { acknowledgeMessage } from "../commands/ack.ts";
import type { Desk } from "../desk.ts";
import { type Message, say } from "../reply.ts";
import { ACKNOWLEDGE_SHORTCUT } from "../shortcut-ids.ts";

type ShortcutArgs = SlackShortcutMiddlewareArgs<MessageShortcut> &
  AllMiddlewareArgs;

/** What people choose behind a message's three dots: there are no slash commands in threads. */
export function listenToMessageShortcuts(app: App, desk: Desk): void {
  app.shortcut<MessageShortcut>(
    { callback_id: ACKNOWLEDGE_SHORTCUT, type: "message_action" },
    async (args) => {
      await args.ack();
      await desk.take(args.shortcut.trigger_id, () => carryOut(args, desk));
    },
  );
}

async function carryOut(
  { shortcut, respond, context }: ShortcutArgs,
  desk: Desk,
): Promise<void> {
  const { user, message } = shortcut;
  const who = { userId: user.id, teamId: context.teamId };
  const reply = await desk.serve(who, (actor) =>
    acknowledgeAlert(actor, shortcut, desk),
  );
  if (reply.kind === "form") return;
  const { thread_ts: threadTs } = message as { thread_ts?: string };
  const before = `${desk.usualCommand} `;
  await answerPerson(
    desk,
    { userId: user.id, respond, threadTs, before },
    reply,
  );
}

/** The message itself, or the one that its thread hangs on. */
async function acknowledgeAlert(
  actor: Actor,
  { channel, message_ts: ts, message }: MessageShortcut,
  desk: Desk,
): Promise<Message> {
  const context = desk.tools.context(actor);
  const { thread_ts: threadTs } = message as { thread_ts?: string };
  const found =
    (await findMessage(context, channel.id, ts)) ??
    (threadTs === undefined
      ? null
      : await findMessage(context, channel.id, threadTs));
  return found === null
    ? say("This message tells of no incident. `ack` lists those that are open.")
    : acknowledgeMessage(found.postId, { actor }, desk.tools);
}
