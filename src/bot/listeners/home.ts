import type { App } from "@slack/bolt";
import { WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import { mayNotLook } from "../../actions/people/permission.ts";
import type { Log } from "../../base/log.ts";
import { SECOND } from "../../domain/time.ts";
import type { Desk } from "../desk.ts";
import type { Home, Published } from "../home.ts";
import { closedHome, type HomeView } from "../views/home.ts";

/** The app's home tab: shown when somebody opens it. */
export function listenToHome(app: App, desk: Desk, home: Home): void {
  app.event("app_home_opened", async ({ event, body, context }) => {
    if (event.tab !== "home") return;
    await desk.take(body.event_id, () =>
      openHome(desk, home, { userId: event.user, teamId: context.teamId }),
    );
  });
}

/** Shows somebody their home tab as it is now. */
export async function openHome(
  desk: Desk,
  home: Home,
  { userId, teamId }: { userId: string; teamId: string | undefined },
): Promise<void> {
  try {
    const refusal = mayNotLook(await desk.actor(userId, teamId));
    if (refusal === undefined) await home.open(userId);
    else await publishHome(desk, userId, closedHome(refusal.text));
  } catch (error) {
    desk.log.error({ err: error }, "a home tab could not be shown");
  }
}

/** One try: what could not be shown now is shown at the next opening or change. */
export async function publishHome(
  { client, log }: { client: WebClient; log: Log },
  userId: string,
  view: HomeView,
): Promise<Published> {
  try {
    await client.views.publish({ user_id: userId, view: slackHome(view) });
    return { ok: true };
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError)
      return { ok: false, leaveAloneMs: error.retryAfter * SECOND };
    log.warn({ err: error, user: userId }, "a home tab could not be shown");
    return { ok: false };
  }
}

/** Our blocks are Slack's; its types only spell each kind out. */
function slackHome(view: HomeView): never {
  return view as never;
}
