import type { WebClient } from "@slack/web-api";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { HOUR, type Instant, MINUTE } from "../domain/time.ts";

const FRESH_MS = HOUR;
/** While Slack does not say. */
const ASK_AGAIN_MS = MINUTE;
const PER_PAGE = 1_000;
/** Of workspaces that are larger than fifty thousand people, the admins among the first of these. */
const MOST_PAGES = 50;

/** Who the admins and owners of the workspace are, as Slack said last. */
export class WorkspaceAdmins {
  readonly #client: Pick<WebClient, "users">;
  readonly #clock: Pick<Clock, "now">;
  readonly #log: Log;
  #known: readonly string[] = [];
  #asking: Promise<void> | undefined;
  #askAgainAt: Instant = -Infinity;

  constructor(
    client: Pick<WebClient, "users">,
    { clock, log }: { clock: Pick<Clock, "now">; log: Log },
  ) {
    this.#client = client;
    this.#clock = clock;
    this.#log = log;
  }

  /** Slack user ids; none where Slack has never said. */
  async ids(): Promise<readonly string[]> {
    if (this.#clock.now() >= this.#askAgainAt)
      await (this.#asking ??= this.#ask().finally(() => {
        this.#asking = undefined;
      }));
    return this.#known;
  }

  async #ask(): Promise<void> {
    try {
      this.#known = await this.#list();
      this.#askAgainAt = this.#clock.now() + FRESH_MS;
    } catch (error) {
      this.#log.warn(
        { err: error },
        "Slack does not tell who the workspace's admins are",
      );
      this.#askAgainAt = this.#clock.now() + ASK_AGAIN_MS;
    }
  }

  async #list(): Promise<string[]> {
    const admins: string[] = [];
    let cursor = "";
    for (let page = 0; page < MOST_PAGES; page++) {
      const { members = [], response_metadata: more } =
        await this.#client.users.list({
          limit: PER_PAGE,
          ...(cursor === "" ? {} : { cursor }),
        });
      for (const { id, is_admin, is_owner, deleted, is_bot } of members)
        if (
          id !== undefined &&
          (is_admin === true || is_owner === true) &&
          deleted !== true &&
          is_bot !== true
        )
          admins.push(id);
      cursor = more?.next_cursor ?? "";
      if (cursor === "") break;
    }
    return admins;
  }
}
