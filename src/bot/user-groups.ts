import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { clip, storable } from "../base/text.ts";
import { MINUTE, SECOND, type Instant } from "../domain/time.ts";

/** Who joins or leaves a group is noticed after this long. */
const FRESH_MS = 5 * MINUTE;
/** Slack lets us ask 20 times a minute: what it refused is not asked for at every command. */
const REFUSED_FRESH_MS = 20 * SECOND;

/** A user group, "@ops-team". */
export interface UserGroup {
  id: string;
  /** Without the "@". */
  handle: string;
}

const LONGEST_HANDLE = 80;

const WITHOUT_SCOPE =
  "Slack does not show allswell the user groups: an admin of the workspace must allow it the scope usergroups:read (it is in the manifest), then install it again.";
const WITHOUT_PLAN =
  "This workspace has no user groups: Slack's paid plans do.";

/** User groups as Slack tells of them, remembered for minutes. Of whom it is not told is in none. */
export class UserGroups {
  readonly #client: WebClient;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #members = new Map<
    string,
    { users: readonly string[]; until: Instant }
  >();

  constructor(client: WebClient, { clock, log }: { clock: Clock; log: Log }) {
    this.#client = client;
    this.#clock = clock;
    this.#log = log;
  }

  /** Those of the groups that a person is in. */
  async of(userId: string, groupIds: readonly string[]): Promise<string[]> {
    const found = await Promise.all(
      groupIds.map(async (id) =>
        (await this.#membersOf(id)).includes(userId) ? [id] : [],
      ),
    );
    return found.flat();
  }

  async #membersOf(groupId: string): Promise<readonly string[]> {
    const now = this.#clock.now();
    const known = this.#members.get(groupId);
    if (known !== undefined && now < known.until) return known.users;
    const asked = await this.#ask(groupId);
    const until = now + (asked === undefined ? REFUSED_FRESH_MS : FRESH_MS);
    const users = asked ?? [];
    this.#members.set(groupId, { users, until });
    return users;
  }

  async #ask(usergroup: string): Promise<string[] | undefined> {
    try {
      const { users } = await this.#client.usergroups.users.list({ usergroup });
      return users ?? [];
    } catch (error) {
      this.#log.warn(
        { err: error, usergroup },
        "Slack does not tell who is in a user group; it counts as empty",
      );
      return undefined;
    }
  }

  /** All that are in use; a sentence where Slack does not tell. */
  async all(): Promise<
    { ok: true; groups: UserGroup[] } | { ok: false; text: string }
  > {
    try {
      const { usergroups = [] } = await this.#client.usergroups.list();
      const groups = usergroups.flatMap(({ id, handle }) =>
        id === undefined
          ? []
          : [{ id, handle: clip(storable(handle ?? id), LONGEST_HANDLE) }],
      );
      return { ok: true, groups };
    } catch (error) {
      this.#log.warn({ err: error }, "Slack does not tell the user groups");
      return { ok: false, text: sentenceOf(error) };
    }
  }
}

function sentenceOf(error: unknown): string {
  const code =
    error instanceof WebAPIPlatformError ? error.data.error : undefined;
  if (code === "missing_scope") return WITHOUT_SCOPE;
  if (code === "plan_upgrade_required") return WITHOUT_PLAN;
  return "Slack does not tell the user groups at the moment: try again in a minute.";
}
