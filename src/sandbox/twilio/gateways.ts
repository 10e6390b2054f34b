import type { Received } from "./inbound.ts";
import type { Message } from "./state.ts";
import type { Timers } from "./timers.ts";
import type { TwilioWorld } from "./world.ts";

/**
 * A number that answers by itself does so when a message was sent to it. Only to what the app sends of its own accord: with an
 * app that answers messages too, the two would chat for ever.
 */
export function answerByGateway(
  world: TwilioWorld,
  timers: Timers,
  receive: (received: Received) => void,
): (message: Message) => void {
  return (message) => {
    const { gateway } = world.phone(message.to);
    const { from: sender, direction } = message;
    if (gateway === null || sender === null) return;
    if (direction !== "outbound-api") return;
    const answer: Received = {
      from: gateway.from ?? message.to,
      to: sender,
      body: gateway.text.replaceAll("{body}", () => message.body),
    };
    timers.later(gateway.afterMs, () => receive(answer));
  };
}
