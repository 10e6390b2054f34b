import { serveApp, type AppForTests } from "./app-for-tests.ts";
import { serveSlack, type ServedSlack } from "./serve-slack-for-tests.ts";
import type { SlackSettings } from "./settings.ts";

export interface ServedBoth extends ServedSlack {
  app: AppForTests;
}

/** The pretend Slack with a bare app in HTTP mode. */
export async function serveBoth(
  settings: Partial<SlackSettings> = {},
): Promise<ServedBoth> {
  const app = await serveApp();
  const served = await serveSlack({
    settings: { requestUrl: app.requestUrl, ...settings },
  });
  return {
    ...served,
    app,
    async stop() {
      await served.stop();
      await app.stop();
    },
  };
}
