import { textOf } from "../json.ts";
import type { World } from "../world.ts";
import { deliverOverHttp } from "./http-mode.ts";
import type { Acknowledgement, Payload } from "./payload.ts";
import type { SocketMode } from "./socket-mode.ts";

/** Brings a payload to the app on whichever way is set, and writes down how it was taken. Never throws. */
export async function deliver(
  world: Pick<World, "settings" | "records" | "now">,
  sockets: SocketMode,
  payload: Payload,
): Promise<Acknowledgement> {
  const startedAt = world.now();
  const { requestUrl, signingSecret, ackMs } = world.settings;
  const acknowledgement =
    requestUrl === null
      ? await deliverOverSockets(sockets, payload)
      : await deliverOverHttp(payload, {
          requestUrl,
          signingSecret,
          ackMs,
          now: startedAt,
        });
  world.records.add("delivery", {
    what: nameOf(payload),
    via: requestUrl === null ? "socket" : "http",
    payload: payload.body,
    retry: payload.retry,
    tampering: payload.tampering,
    ms: world.now() - startedAt,
    ...acknowledgement,
  });
  return acknowledgement;
}

async function deliverOverSockets(
  sockets: SocketMode,
  payload: Payload,
): Promise<Acknowledgement> {
  const times = payload.tampering?.times ?? 1;
  let acknowledgement = await sockets.deliver(payload);
  for (let sent = 1; sent < times; sent += 1)
    acknowledgement = await sockets.deliver(payload);
  return acknowledgement;
}

/** "command /allswell", "event app_mention", "block_actions". */
function nameOf({ type, body }: Payload): string {
  if (type === "slash_commands")
    return `command ${textOf(body["command"]) ?? ""}`;
  if (type === "events_api") {
    const event = body["event"] as { type: string };
    return `event ${event.type}`;
  }
  return textOf(body["type"]) ?? "";
}
