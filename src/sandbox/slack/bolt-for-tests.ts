import type { Server } from "node:http";
import bolt from "@slack/bolt";
import type { ServedSlack } from "./serve-slack-for-tests.ts";

export interface BoltApp {
  app: bolt.App;
  /** Starts it; in HTTP mode the workspace then sends there. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

const { App, HTTPReceiver, LogLevel, SocketModeReceiver } = bolt;

/**
 * A real Bolt app, pointed at the pretend Slack. A socket's client waits `pongWithinMs` for an answer to its ping, and so
 * long before it connects again.
 */
export function boltApp(
  served: ServedSlack,
  mode: "socket" | "http",
  pongWithinMs = 5_000,
): BoltApp {
  const { botToken, appToken, signingSecret } = served.slack.settings;
  const clientOptions = { slackApiUrl: served.slackApiUrl };
  const logLevel = LogLevel.ERROR;
  const receiver =
    mode === "http"
      ? new HTTPReceiver({ signingSecret, logLevel })
      : new SocketModeReceiver({
          appToken,
          logLevel,
          clientPingTimeout: pongWithinMs,
          installerOptions: { clientOptions },
        });
  const app = new App({
    token: botToken,
    receiver,
    clientOptions,
    logLevel,
  });
  return {
    app,
    async start() {
      const server = await app.start(0);
      if (!(receiver instanceof HTTPReceiver)) return;
      const address = (server as Server).address();
      const port = typeof address === "object" ? address?.port : undefined;
      await served.client.set({
        requestUrl: `http://127.0.0.1:${port}/slack/events`,
      });
    },
    async stop() {
      await app.stop();
    },
  };
}
