import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { userAgent } from "../../net/user-agent.ts";
import type { ProbeContext } from "../check.ts";
import type { Progress } from "../connection/progress.ts";
import { elapsedSince } from "../milliseconds.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import {
  closedByServer,
  MAX_HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  refusedHandshake,
  talkFailure,
} from "./failures.ts";
import { listenTo, type Messages } from "./messages.ts";
import type { WebSocketSettings } from "./settings.ts";

type Outcome = { ok: true } | Failed;

/** Shakes hands on a connected socket, and asks what the settings say. The socket is gone afterwards. */
export async function talk(
  socket: Socket,
  settings: WebSocketSettings,
  context: ProbeContext,
  progress: Progress,
): Promise<Outcome> {
  progress.step = "waiting for the handshake";
  const client = createClient(socket, settings);
  const messages = listenTo(client, settings.expect, context.quote);
  const ended = endOf(client, messages, context, progress);
  try {
    const outcome = await Promise.race([
      ask(client, settings, messages, progress),
      ended.failure,
    ]);
    if (outcome.ok) client.close(1000);
    return outcome;
  } finally {
    ended.forget();
    if (client.readyState === WebSocket.CLOSING) socket.destroySoon();
    else {
      client.terminate();
      socket.destroy();
    }
  }
}

function createClient(socket: Socket, settings: WebSocketSettings): WebSocket {
  const { url, subprotocol, headers, secretHeader, secretValue } = settings;
  return new WebSocket(url, subprotocol === undefined ? [] : [subprotocol], {
    createConnection: () => socket,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    maxHeaderSize: MAX_HEADER_BYTES,
    headers: {
      "user-agent": userAgent,
      ...headers,
      ...(secretValue !== undefined && { [secretHeader]: secretValue }),
    },
  });
}

/** How it may end before we are done. Listens for errors for as long as the client lives. */
function endOf(
  client: WebSocket,
  messages: Messages,
  { signal, quote }: ProbeContext,
  progress: Progress,
) {
  const { promise, resolve } = Promise.withResolvers<Failed>();
  // Messages of which none was as expected say more than the deadline does.
  const onAbort = () =>
    resolve(messages.missing() ?? failed("aborted", "stopped"));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  client.on("error", (error) =>
    resolve(talkFailure(error, progress.step, quote)),
  );
  client.on("unexpected-response", (_request, response) => {
    progress.facts["status"] = response.statusCode ?? 0;
    resolve(refusedHandshake(response, quote));
  });
  client.on("close", (code, reason) =>
    resolve(
      closedByServer(code, reason.toString("utf8"), progress.step, quote),
    ),
  );
  return {
    failure: promise,
    forget: () => signal.removeEventListener("abort", onAbort),
  };
}

async function ask(
  client: WebSocket,
  settings: WebSocketSettings,
  messages: Messages,
  progress: Progress,
): Promise<Outcome> {
  const { facts } = progress;
  const asked = performance.now();
  await new Promise((resolve) => client.once("open", resolve));
  facts["handshakeMs"] = elapsedSince(asked);
  if (client.protocol !== "") facts["subprotocol"] = client.protocol;
  if (settings.send !== undefined || settings.expect !== undefined) {
    progress.step = "waiting for the expected message";
    const sent = performance.now();
    if (settings.send !== undefined) client.send(settings.send);
    const message = await messages.expected;
    if (!message.ok) return message;
    facts["answerMs"] = elapsedSince(sent);
    facts["answer"] = message.text;
  }
  return settings.ping ? ping(client, progress) : { ok: true };
}

async function ping(client: WebSocket, progress: Progress): Promise<Outcome> {
  progress.step = "waiting for the pong";
  const asked = performance.now();
  const pong = new Promise((resolve) => client.once("pong", resolve));
  client.ping();
  await pong;
  progress.facts["pingMs"] = elapsedSince(asked);
  return { ok: true };
}
