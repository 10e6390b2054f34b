import { WebClient } from "@slack/web-api";
import type { Actor, Context } from "../actions/context.ts";
import { withGrants } from "../actions/people/roles.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SECOND } from "../domain/time.ts";
import { lookUpChannel } from "./channels.ts";
import { fetchWithin } from "./fetch-within.ts";
import { People } from "./people.ts";
import { slackLog } from "./slack-log.ts";
import { UserGroups } from "./user-groups.ts";

const SLACK_TIMEOUT_MS = 5 * SECOND;

export interface DirectoryOptions {
  botToken: string;
  /** Where Slack is, when it is not at its usual place; ends in "/". */
  apiUrl: string | undefined;
  /** Slack user ids. */
  admins: readonly string[];
  store: Context["store"];
  clock: Clock;
  log: Log;
}

/**
 * Who somebody is just now, for those who come by another way than Slack: as Slack tells it (remembered for minutes), with
 * all that was given to them. Somebody who was deactivated is a guest; of whom Slack does not tell is unknown.
 */
export class Directory {
  readonly #client: WebClient;
  readonly #people: People;
  readonly #groups: UserGroups;
  readonly #store: Context["store"];
  #teamId: string | undefined;

  constructor({ botToken, apiUrl, store, ...rest }: DirectoryOptions) {
    this.#client = new WebClient(botToken, {
      logger: slackLog(rest.log),
      timeout: SLACK_TIMEOUT_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      fetch: fetchWithin(SLACK_TIMEOUT_MS),
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    });
    this.#people = new People(this.#client, rest);
    this.#groups = new UserGroups(this.#client, rest);
    this.#store = store;
  }

  async actor(userId: string): Promise<Actor> {
    const teamId = await this.teamId();
    if (teamId === undefined)
      return { id: userId, name: userId, role: "unknown" };
    const actor = await this.#people.actor(userId, teamId);
    return withGrants(this.#store, actor, (groupIds) =>
      this.#groups.of(userId, groupIds),
    );
  }

  /** A Slack channel by its id, and why a message there would not arrive. */
  channel(id: string): ReturnType<typeof lookUpChannel> {
    return lookUpChannel(this.#client, id);
  }

  /** The workspace that the app is installed in: people of others are guests here. Undefined where Slack does not tell. */
  async teamId(): Promise<string | undefined> {
    try {
      this.#teamId ??= (await this.#client.auth.test()).team_id;
    } catch {
      return undefined; // it is asked again next time
    }
    return this.#teamId;
  }
}
