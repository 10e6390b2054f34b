import type { WebClient } from "@slack/web-api";
import type { Actor } from "../actions/context.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { MINUTE, type Instant } from "../domain/time.ts";

/** A promotion or a leaving is noticed after this long. */
const FRESH_MS = 5 * MINUTE;
const MOST_REMEMBERED = 5_000;

interface Profile {
  id?: string;
  team_id?: string;
  name?: string;
  deleted?: boolean;
  is_admin?: boolean;
  is_owner?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  is_bot?: boolean;
  profile?: { display_name?: string; real_name?: string };
}

/**
 * Who somebody in Slack is to us. Admins are those whom the configuration names, or where it names none the workspace's
 * own admins. Guests, people of other workspaces and those of whom Slack tells nothing only read.
 */
export class People {
  readonly #client: WebClient;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #admins: readonly string[];
  readonly #known = new Map<string, { actor: Actor; since: Instant }>();

  constructor(
    client: WebClient,
    {
      clock,
      log,
      admins,
    }: { clock: Clock; log: Log; admins: readonly string[] },
  ) {
    this.#client = client;
    this.#clock = clock;
    this.#log = log;
    this.#admins = admins;
  }

  async actor(userId: string, teamId: string | undefined): Promise<Actor> {
    const known = this.#known.get(userId);
    if (known !== undefined && this.#clock.now() - known.since < FRESH_MS)
      return known.actor;
    const actor = await this.#ask(userId, teamId);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(userId, { actor, since: this.#clock.now() });
    return actor;
  }

  async #ask(userId: string, teamId: string | undefined): Promise<Actor> {
    try {
      const { user } = await this.#client.users.info({ user: userId });
      const profile = (user ?? {}) as Profile;
      const name = [
        profile.profile?.display_name,
        profile.profile?.real_name,
        profile.name,
      ].find((one) => one !== undefined && one !== "");
      return {
        id: userId,
        name: name ?? userId,
        role: this.#roleOf(userId, profile, teamId),
      };
    } catch (error) {
      this.#log.warn(
        { err: error, user: userId },
        "Slack does not tell who somebody is; they may only read",
      );
      return { id: userId, name: userId, role: "guest" };
    }
  }

  #roleOf(
    userId: string,
    profile: Profile,
    teamId: string | undefined,
  ): Actor["role"] {
    const isOutsider =
      profile.is_restricted ||
      profile.is_ultra_restricted ||
      profile.is_stranger ||
      profile.deleted ||
      profile.is_bot;
    if (
      isOutsider === true ||
      (teamId !== undefined &&
        profile.team_id !== undefined &&
        profile.team_id !== teamId)
    )
      return "guest";
    if (this.#admins.length > 0)
      return this.#admins.includes(userId) ? "admin" : "member";
    return profile.is_admin === true || profile.is_owner === true
      ? "admin"
      : "member";
  }
}
