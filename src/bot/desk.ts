import type { App } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Actor } from "../actions/context.ts";
import { mayNotLook } from "../actions/people/permission.ts";
import { withGrants } from "../actions/people/roles.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SECOND } from "../domain/time.ts";
import type { Tools } from "./commands/command.ts";
import { lookUpChannel } from "./channels.ts";
import { postFiles } from "./files.ts";
import { type Outcome } from "./modals/form.ts";
import { Once } from "./once.ts";
import { People } from "./people.ts";
import { readFile } from "./read-file.ts";
import { type Reply, say, sayRefusal } from "./reply.ts";
import { UserGroups } from "./user-groups.ts";

/** What is under way when we stop has this long to end. */
const DRAIN_MS = 5 * SECOND;

export const OUR_FAULT =
  "That did not work, and it is allswell's fault: the log says why. Nothing was changed half-way; try again in a moment.";

/** What the desk itself adds to the tools: most of it asks Slack. */
export type MadeHere =
  | "channel"
  | "log"
  | "namedAdmins"
  | "person"
  | "postFiles"
  | "readFile"
  | "userGroups";

export interface DeskOptions {
  /** Slash commands; the first is the one that examples show. */
  commands: readonly string[];
  /** Slack user ids. */
  admins: readonly string[];
  tools: Omit<Tools, MadeHere>;
  clock: Clock;
  log: Log;
}

/** What all listeners share: who asks, what commands work with, what was asked before, and what is under way. */
export class Desk {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly tools: Tools;
  /** What people type before a verb, as in "/allswell list". */
  readonly usualCommand: string;
  readonly submissions: Once<Outcome>;
  readonly #people: People;
  readonly #groups: UserGroups;
  /** The workspace that the app is installed in, once Slack has named it. */
  #teamId: string | undefined;
  readonly #requests: Once<void>;
  readonly #running = new Set<Promise<unknown>>();

  constructor({ client }: App, options: DeskOptions) {
    this.client = client;
    this.clock = options.clock;
    this.log = options.log;
    this.#people = new People(client, options);
    this.#groups = new UserGroups(client, options);
    this.tools = {
      ...options.tools,
      log: options.log,
      namedAdmins: options.admins,
      person: (id) => this.#people.actor(id, this.#teamId),
      userGroups: () => this.#groups.all(),
      channel: (id) => lookUpChannel(client, id),
      postFiles: (place, files, words) =>
        postFiles(client, place, files, words),
      readFile: (fileId, userId) => readFile(client, fileId, userId),
    };
    this.usualCommand = options.commands[0] ?? "";
    this.#requests = new Once(options.clock);
    this.submissions = new Once(options.clock);
  }

  /** Who acts, with all that was given to them; `teamId` is the workspace that the app is installed in. */
  async actor(userId: string, teamId: string | undefined): Promise<Actor> {
    this.#teamId ??= teamId;
    const actor = await this.#people.actor(userId, teamId);
    return withGrants(this.tools.context(actor).store, actor, (groupIds) =>
      this.#groups.of(userId, groupIds),
    );
  }

  /** What somebody asked for, where they may look at all. */
  async serve(
    { userId, teamId }: { userId: string; teamId: string | undefined },
    work: (actor: Actor) => Promise<Reply>,
  ): Promise<Reply> {
    return this.answer(async () => {
      const actor = await this.actor(userId, teamId);
      const refusal = mayNotLook(actor);
      return refusal === undefined ? work(actor) : sayRefusal(refusal);
    });
  }

  /** Works a request of Slack's through, once however often it is delivered; `id` is Slack's own. */
  async take(id: string, work: () => Promise<void>): Promise<void> {
    await this.track(this.#requests.do(id, work));
  }

  /** A bug of ours is logged, and the person who asked is told that it is not their fault. */
  async answer(work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (error) {
      this.log.error({ err: error }, "a request could not be carried out");
      return say(OUR_FAULT);
    }
  }

  track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  /** Waits until what is under way has ended, but not for ever. */
  async drain(): Promise<void> {
    const ended = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#running),
      this.clock.sleep(DRAIN_MS, ended.signal),
    ]);
    ended.abort();
  }
}
