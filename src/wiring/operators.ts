import { type Operators, operatorsAmong } from "../actions/upkeep/operators.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { WorkspaceAdmins } from "../bot/workspace-admins.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import { slackClientOf } from "./slack-client.ts";

/** What waits for it is told in Slack: it does not wait long. */
const TIMEOUT_MS = 5_000;

/**
 * Who the operators are: those whom ADMINS names, or where it names nobody the workspace's admins and owners; and who
 * was made an admin of everything.
 */
export function operatorsOf(
  { admins, slack }: Pick<Config, "admins" | "slack">,
  { store, clock }: Pick<Foundation, "store"> & { clock: Clock },
  log: Log,
): Operators {
  const named = admins.length > 0 ? undefined : workspaceOf(slack, clock, log);
  return async () => {
    const among = await operatorsAmong(
      store.db,
      (await named?.ids()) ?? admins,
    );
    return [...among.keys()];
  };
}

function workspaceOf(
  slack: Config["slack"],
  clock: Clock,
  log: Log,
): WorkspaceAdmins | undefined {
  if (slack === undefined || slack === null) return undefined;
  const client = slackClientOf(slack, log, TIMEOUT_MS);
  return new WorkspaceAdmins(client, { clock, log });
}
