import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from "@slack/bolt";
import { plain } from "../base/slack-blocks.ts";
import type { BotOptions } from "./app.ts";
import { press } from "./buttons/press.ts";
import type { Tools } from "./commands/command.ts";
import { runCommand } from "./commands/index.ts";
import { ADD_MONITOR, submitAddMonitor } from "./modals/add-monitor.ts";
import { ADD_NAMESPACE, submitNamespace } from "./modals/add-namespace.ts";
import { ENTER_PIN, submitPin } from "./modals/enter-pin.ts";
import { submitted } from "./modals/fields.ts";
import { Once } from "./once.ts";
import { People } from "./people.ts";
import { type Message, type Reply, say } from "./reply.ts";
import { type Word, wordsOf } from "./words.ts";

const DRAIN_MS = 5_000;

type Respond = SlackCommandMiddlewareArgs["respond"];

/** Where requests come in and answers go out. */
export class Desk {
  readonly #app: App;
  readonly #options: BotOptions;
  readonly #tools: Tools;
  readonly #people: People;
  readonly #once: Once<void>;
  readonly #submissions: Once<Submission>;
  readonly #running = new Set<Promise<unknown>>();

  constructor(app: App, options: BotOptions) {
    this.#app = app;
    this.#options = options;
    this.#tools = {
      ...options.tools,
      channelName: (id) => this.#channelName(id),
    };
    this.#people = new People(app.client, options);
    this.#once = new Once(options.clock);
    this.#submissions = new Once(options.clock);
  }

  listen(): void {
    for (const name of this.#options.commands)
      this.#app.command(name, (args) => this.#command(args));
    this.#app.action<BlockAction<ButtonAction>>(/.*/, (args) =>
      this.#action(args),
    );
    for (const id of [ADD_MONITOR, ADD_NAMESPACE, ENTER_PIN])
      this.#app.view<ViewSubmitAction>(id, (args) => this.#submission(args));
    this.#app.event("app_mention", async ({ event, body, context }) => {
      const { user, text, channel, ts, thread_ts } = event;
      if (user === undefined) return;
      const words = wordsOf(text);
      const own = words.findIndex(
        ({ kind, id }) => kind === "user" && id === context.botUserId,
      );
      await this.#heard(body.event_id, {
        user,
        team: context.teamId,
        words: words.toSpliced(own, 1),
        channel,
        thread: thread_ts ?? ts,
      });
    });
    this.#app.message(async ({ message, body, context }) => {
      if (
        message.subtype !== undefined ||
        message.channel_type !== "im" ||
        message.bot_id !== undefined
      )
        return;
      const { user, text, channel, thread_ts } = message;
      await this.#heard(body.event_id, {
        user,
        team: context.teamId,
        words: wordsOf(text ?? ""),
        channel,
        thread: thread_ts,
      });
    });
    this.#app.error(async (error) =>
      this.#options.log.error(
        { err: error },
        "a request of Slack could not be answered",
      ),
    );
  }

  async #command({
    command,
    ack,
    respond,
    client,
    context,
  }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> {
    await ack();
    const { trigger_id, user_id, text, channel_id } = command;
    await this.#track(
      this.#once.do(trigger_id, async () => {
        const reply = await this.#answer(async () => {
          const actor = await this.#people.actor(user_id, context.teamId);
          return runCommand(
            {
              words: wordsOf(text),
              actor,
              channelId: channel_id,
              canOpenForm: true,
            },
            this.#tools,
          );
        });
        if (reply.kind === "form")
          await client.views.open({ trigger_id, view: reply.view as never });
        else await this.#respond(respond, reply, false);
      }),
    );
  }

  async #action({
    ack,
    action,
    body,
    respond,
    client,
    context,
  }: SlackActionMiddlewareArgs<BlockAction<ButtonAction>> &
    AllMiddlewareArgs): Promise<void> {
    await ack();
    const { trigger_id, user, channel, container } = body;
    await this.#track(
      this.#once.do(`${trigger_id}:${action.action_id}`, async () => {
        const reply = await this.#answer(async () => {
          const actor = await this.#people.actor(user.id, context.teamId);
          return press(
            action.action_id,
            action.value ?? "",
            { actor, channelId: channel?.id ?? "" },
            this.#tools,
          );
        });
        if (reply.kind === "form")
          await client.views.open({ trigger_id, view: reply.view as never });
        else
          await this.#respond(
            respond,
            reply,
            container?.["is_ephemeral"] === true &&
              action.action_id.startsWith("board_"),
          );
      }),
    );
  }

  async #submission({
    ack,
    view,
    body,
    context,
  }: SlackViewMiddlewareArgs<ViewSubmitAction> &
    AllMiddlewareArgs): Promise<void> {
    const { id, callback_id, private_metadata, state } = view;
    const work = this.#submissions.do(id, () =>
      this.#submit(
        callback_id,
        submitted(state.values),
        private_metadata,
        body.user.id,
        context.teamId,
      ),
    );
    const outcome = await this.#track(work);
    if (!outcome.ok) {
      this.#submissions.forget(id); // the person mends it and sends it again
      await ack({ response_action: "errors", errors: outcome.errors });
    } else {
      await ack({
        response_action: "update",
        view: {
          type: "modal",
          title: plain("Done"),
          close: plain("Close"),
          blocks: say(outcome.text).blocks,
        } as never,
      });
    }
  }

  async #submit(
    callbackId: string,
    values: Record<string, string>,
    metadata: string,
    userId: string,
    teamId: string | undefined,
  ): Promise<Submission> {
    try {
      const actor = await this.#people.actor(userId, teamId);
      if (callbackId === ADD_MONITOR)
        return await submitAddMonitor(values, metadata, actor, this.#tools);
      if (callbackId === ADD_NAMESPACE)
        return await submitNamespace(values, actor, this.#tools);
      return await submitPin(values, metadata, actor, this.#tools);
    } catch (error) {
      this.#options.log.error(
        { err: error, form: callbackId },
        "a form could not be worked through",
      );
      return { ok: true, text: OUR_FAULT };
    }
  }

  /** A mention or a direct message; the answer goes where it was said. */
  async #heard(
    eventId: string,
    said: {
      user: string;
      team: string | undefined;
      words: Word[];
      channel: string;
      thread: string | undefined;
    },
  ): Promise<void> {
    await this.#track(
      this.#once.do(eventId, async () => {
        const reply = await this.#answer(async () => {
          const actor = await this.#people.actor(said.user, said.team);
          return runCommand(
            {
              words: said.words,
              actor,
              channelId: said.channel,
              canOpenForm: false,
            },
            this.#tools,
          );
        });
        const { text, blocks } =
          reply.kind === "form"
            ? say("A form cannot be opened from here.")
            : reply;
        await this.#app.client.chat.postMessage({
          channel: said.channel,
          text,
          blocks,
          unfurl_links: false,
          unfurl_media: false,
          ...(said.thread === undefined ? {} : { thread_ts: said.thread }),
        });
      }),
    );
  }

  /** A bug of ours is logged, and the person who asked is told that it is not their fault. */
  async #answer(work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (error) {
      this.#options.log.error(
        { err: error },
        "a command could not be carried out",
      );
      return say(OUR_FAULT);
    }
  }

  async #respond(
    respond: Respond,
    { text, blocks }: Message,
    replace: boolean,
  ): Promise<void> {
    await respond({
      response_type: "ephemeral",
      replace_original: replace,
      text,
      blocks,
    });
  }

  async #channelName(id: string): Promise<string> {
    try {
      const { channel } = await this.#app.client.conversations.info({
        channel: id,
      });
      return channel?.name === undefined ? id : `#${channel.name}`;
    } catch {
      return id;
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  async drain(): Promise<void> {
    const ended = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#running),
      this.#options.clock.sleep(DRAIN_MS, ended.signal),
    ]);
    ended.abort();
  }
}

type Submission =
  { ok: true; text: string } | { ok: false; errors: Record<string, string> };

const OUR_FAULT =
  "That did not work, and it is allswell's fault: the log says why. Nothing was changed half-way; try again in a moment.";
