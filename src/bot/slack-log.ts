import { LogLevel, type Logger } from "@slack/web-api";
import type { Log } from "../base/log.ts";

/** Slack's libraries log through ours. Their debug lines hold whole requests with what people typed: those stay out. */
export function slackLog(log: Log): Logger {
  const words = (parts: unknown[]): string =>
    parts
      .map((part) => (part instanceof Error ? part.message : String(part)))
      .join(" ");
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(words(parts)),
    warn: (...parts) => log.warn(words(parts)),
    error: (...parts) => log.error(words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
