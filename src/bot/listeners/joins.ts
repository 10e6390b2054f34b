import type { App } from "@slack/bolt";
import { lines, text } from "../../base/slack-blocks.ts";
import { post } from "../answering.ts";
import type { Desk } from "../desk.ts";
import { type Message, message } from "../reply.ts";

/** Somebody invited us: one short message says how the channel comes to hear of things. Others who join are no news. */
export function listenToJoins(app: App, desk: Desk): void {
  app.event("member_joined_channel", async ({ event, body, context }) => {
    if (event.user !== context.botUserId) return;
    await desk.take(body.event_id, async () => {
      try {
        await post(
          desk,
          { channel: event.channel },
          welcome(desk.usualCommand),
        );
      } catch (error) {
        desk.log.warn({ err: error }, "a channel could not be greeted");
      }
    });
  });
}

function welcome(command: string): Message {
  return message("allswell is here: it tells a channel what it subscribes to", [
    lines([
      text("Hello! I tell this channel of outages once somebody types "),
      text(`${command} subscribe iati`, "code"),
      text(" (a namespace, a service or a pattern). "),
      text(command, "code"),
      text(" shows how all services are, "),
      text(`${command} help`, "code"),
      text(" the rest."),
    ]),
  ]);
}
