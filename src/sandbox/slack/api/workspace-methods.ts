import type { Json } from "../json.ts";
import { appIds } from "../seed.ts";
import type { World } from "../world.ts";
import { method, type Methods } from "./method.ts";

function authTest(): Json {
  return {
    url: `https://${appIds.teamDomain}.slack.com/`,
    team: appIds.teamName,
    user: appIds.botName,
    team_id: appIds.team,
    user_id: appIds.botUser,
    bot_id: appIds.bot,
    is_enterprise_install: false,
  };
}

/** A new socket's address; the ticket in it opens one. */
function openConnection(_args: Json, world: World): Json {
  const base = world.baseUrl().replace(/^http/, "ws");
  return { url: `${base}/socket?ticket=${world.socketTicket()}` };
}

export const workspaceMethods: Methods = {
  "auth.test": method({ tier: "special", run: authTest }),
  "apps.connections.open": method({ token: "app", run: openConnection }),
};
