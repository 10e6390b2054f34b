import type { App } from "@slack/bolt";
import { post } from "../answering.ts";
import { runCommand } from "../commands/index.ts";
import type { Desk } from "../desk.ts";
import { formBehindButton, type Message } from "../reply.ts";
import { typedHere } from "../typed-here.ts";
import { type Word, wordsOf } from "../words.ts";

/** Something said to us: in a channel with our name in it, or in a direct message. */
interface Said {
  user: string;
  teamId: string | undefined;
  words: Word[];
  channel: string;
  thread: string | undefined;
  /** What people type before a verb there. */
  before: string;
}

/** Mentions and direct messages; the answer goes where it was said. */
export function listenToMessages(app: App, desk: Desk): void {
  app.event("app_mention", async ({ event, body, context }) => {
    const { user, text, channel, ts, thread_ts: threadTs } = event;
    if (user === undefined || "bot_id" in event) return; // robots that greet each other never stop
    await desk.take(body.event_id, () =>
      hear(desk, {
        user,
        teamId: context.teamId,
        words: toldTo(context.botUserId, wordsOf(text)),
        channel,
        thread: threadTs ?? ts,
        before: "@allswell ",
      }),
    );
  });
  app.message(async ({ message, body, context }) => {
    const isTyped =
      message.subtype === undefined && message.bot_id === undefined;
    if (!isTyped || message.channel_type !== "im") return;
    const { user, text, channel, thread_ts: thread } = message;
    await desk.take(body.event_id, () =>
      hear(desk, {
        user,
        teamId: context.teamId,
        words: toldTo(context.botUserId, wordsOf(text ?? "")),
        channel,
        thread,
        before: "",
      }),
    );
  });
}

/** What stands behind our name, or before it where nothing does: "hey @allswell pause datastore", "status @allswell". */
function toldTo(botUserId: string | undefined, words: Word[]): Word[] {
  const isUs = ({ kind, id }: Word): boolean =>
    kind === "user" && id === botUserId;
  const behind = words.slice(words.findLastIndex(isUs) + 1);
  return behind.length > 0 ? behind : words.filter((word) => !isUs(word));
}

async function hear(desk: Desk, said: Said): Promise<void> {
  const { user, teamId, words, channel, thread, before } = said;
  const reply = await desk.serve({ userId: user, teamId }, async (actor) => {
    const where = { channelId: channel, threadTs: thread };
    return runCommand({ words, actor, ...where }, desk.tools);
  });
  const message: Message =
    reply.kind === "form" ? formBehindButton(reply) : reply;
  await post(desk, { channel, thread_ts: thread }, typedHere(message, before));
}
