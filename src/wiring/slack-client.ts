import { WebClient } from "@slack/web-api";
import type { Log } from "../base/log.ts";
import { slackLog } from "../bot/slack-log.ts";
import type { Config } from "../config.ts";

/** Asks Slack once: whoever uses it decides for themselves what a refusal or a limit means, and when it is asked again. */
export function slackClientOf(
  slack: Config["slack"] | undefined,
  log: Log,
  timeoutMs: number,
): WebClient {
  return new WebClient(slack?.botToken, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: slackLog(log),
    ...(slack?.apiUrl === undefined ? {} : { slackApiUrl: slack.apiUrl }),
  });
}
