import type { WebClient } from "@slack/web-api";
import type { Actor } from "../actions/context.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { clip } from "../base/text.ts";
import { zoneNamed } from "../base/wall-clock.ts";
import { cleanName, MAX_NAME_LENGTH } from "../domain/names.ts";
import { MINUTE, type Instant } from "../domain/time.ts";

/** A promotion or a leaving is noticed after this long. */
const FRESH_MS = 5 * MINUTE;
const MOST_REMEMBERED = 5_000;

interface Profile {
  team_id?: string;
  name?: string;
  deleted?: boolean;
  is_admin?: boolean;
  is_owner?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  is_bot?: boolean;
  tz?: string;
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

  /** `teamId` is the workspace that the app is installed in. Somebody who cannot be looked up is asked for again next time. */
  async actor(userId: string, teamId: string | undefined): Promise<Actor> {
    const known = this.#known.get(userId);
    if (known !== undefined && this.#clock.now() - known.since < FRESH_MS)
      return known.actor;
    const profile = await this.#ask(userId);
    if (profile === undefined)
      return { id: userId, name: userId, role: "unknown" };
    const role = this.#roleOf(userId, profile, teamId);
    const zone = zoneNamed(profile.tz ?? "");
    const actor: Actor = {
      id: userId,
      name: nameOf(profile) ?? userId,
      role,
      ...(zone === undefined ? {} : { zone }),
    };
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(userId, { actor, since: this.#clock.now() });
    return actor;
  }

  async #ask(userId: string): Promise<Profile | undefined> {
    try {
      const { user } = await this.#client.users.info({ user: userId });
      return user;
    } catch (error) {
      this.#log.warn(
        { err: error, user: userId },
        "Slack does not tell who somebody is; they may only read",
      );
      return undefined;
    }
  }

  #roleOf(
    userId: string,
    profile: Profile,
    teamId: string | undefined,
  ): Actor["role"] {
    if (isOutsider(profile, teamId)) return "guest";
    if (this.#admins.length > 0)
      return this.#admins.includes(userId) ? "admin" : "member";
    return profile.is_admin === true || profile.is_owner === true
      ? "admin"
      : "member";
  }
}

function isOutsider(profile: Profile, teamId: string | undefined): boolean {
  const { team_id: ownTeam } = profile;
  if (teamId !== undefined && ownTeam !== undefined && ownTeam !== teamId)
    return true;
  return [
    profile.is_restricted,
    profile.is_ultra_restricted,
    profile.is_stranger,
    profile.deleted,
    profile.is_bot,
  ].includes(true);
}

/** As they call themselves, on one line and without invisible characters: it is shown beside incidents. */
function nameOf({ profile, name }: Profile): string | undefined {
  for (const one of [profile?.display_name, profile?.real_name, name]) {
    const cleaned = cleanName(clip(one ?? "", MAX_NAME_LENGTH));
    if (cleaned.ok) return cleaned.name;
  }
  return undefined;
}
