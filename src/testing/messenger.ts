import { WebClient } from "@slack/web-api";
import { slackChannel } from "../announcer/slack.ts";
import { systemClock } from "../base/clock.ts";
import { DeliverLoop } from "../scheduler/deliver-loop.ts";
import { rows } from "../store/db.ts";
import { testLog } from "./database.ts";
import { contextOf } from "./factory.ts";
import type { Office } from "./office.ts";
import { wordsOfBlocks } from "./slack-words.ts";
import { until } from "./until.ts";

/** Delivers to the office's Slack what is told, so that what people press are the real messages. */
export class Messenger {
  readonly #office: Office;
  readonly #loop: DeliverLoop;

  constructor(office: Office) {
    this.#office = office;
    const client = new WebClient(office.slack.slack.settings.botToken, {
      slackApiUrl: office.slack.slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
    this.#loop = new DeliverLoop({
      context: () => contextOf(office.store),
      clock: systemClock,
      log: testLog,
      channels: { slack: slackChannel(client) },
      operators: async () => [],
      edits: { everyMs: 5, burst: 50, gapMs: 20 },
    });
  }

  /** Works until all is told and every message is current. In between nothing is delivered: answers come alone. */
  async quiet(): Promise<void> {
    const ending = new AbortController();
    const running = this.#loop.run(ending.signal);
    try {
      await this.#untilQuiet();
    } finally {
      ending.abort();
      await running;
    }
  }

  async #untilQuiet(): Promise<void> {
    await until("nothing is left to tell", async () => {
      this.#loop.wake();
      const waiting = await rows(
        this.#office.store.db,
        `SELECT d.id FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'slack'
         AND (d.state IN ('planned', 'sending', 'retry', 'ambiguous') OR d.edit_due_at IS NOT NULL)`,
      );
      return waiting.length === 0;
    });
  }

  /** What stands in a channel now, oldest first: the words of each message, with those below it in its thread. */
  async shown(
    channel: string,
  ): Promise<{ ts: string; threadTs?: string; text: string; words: string }[]> {
    await this.quiet();
    const messages = await this.#office.slack.client.messages(channel);
    return messages.map((message) => ({
      ts: String(message["ts"]),
      ...(typeof message["threadTs"] === "string"
        ? { threadTs: message["threadTs"] }
        : {}),
      text: String(message["text"]).replaceAll("\u2060", ""),
      words: wordsOfBlocks(message["blocks"]),
    }));
  }
}
