import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { isJson, parseJson, textOf } from "../json.ts";
import { appIds } from "../seed.ts";
import type { Acknowledgement, Payload } from "./payload.ts";

/** Slack opens so many sockets for one app. */
const MAX_SOCKETS = 10;
const TICKET_MS = 30_000;
/** The client gives a socket up that has not pinged for 30 s. */
const PING_MS = 10_000;
const GOODBYE_MS = 300;

export const disconnectReasons = [
  "warning",
  "refresh_requested",
  "link_disabled",
  "too_many_websockets",
] as const;
export type DisconnectReason = (typeof disconnectReasons)[number];

export interface SocketModeOptions {
  now: () => number;
  ackMs: () => number;
  /** An acknowledgement that nobody waits for any more. */
  onLateAck: (envelopeId: string, body: unknown) => void;
  changed: () => void;
}

/** Socket Mode: payloads travel in envelopes, each to one of the app's sockets. */
export class SocketMode {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, number>();
  readonly #waiting = new Map<string, (taken: Acknowledgement) => void>();
  readonly #options: SocketModeOptions;
  readonly #pings: NodeJS.Timeout;
  #sockets: WebSocket[] = [];
  #turn = 0;

  constructor(options: SocketModeOptions) {
    this.#options = options;
    this.#pings = setInterval(() => {
      for (const socket of this.#sockets) socket.ping();
    }, PING_MS).unref();
  }

  get count(): number {
    return this.#sockets.length;
  }

  ticket(): string {
    const ticket = randomUUID();
    this.#tickets.set(ticket, this.#options.now() + TICKET_MS);
    return ticket;
  }

  /** Takes over an HTTP upgrade that carries a ticket; anything else is refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? "/", "http://sandbox");
    const ticket = url.searchParams.get("ticket") ?? "";
    const validUntil = this.#tickets.get(ticket) ?? -Infinity;
    this.#tickets.delete(ticket);
    if (validUntil < this.#options.now()) {
      socket.end("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) =>
      this.#welcome(opened),
    );
  }

  #welcome(socket: WebSocket): void {
    socket.on("error", () => socket.terminate());
    if (this.#sockets.length >= MAX_SOCKETS) {
      sayGoodbye(socket, "too_many_websockets");
      socket.close();
      return;
    }
    this.#sockets.push(socket);
    socket.on("message", (data: Buffer) => this.#receive(data.toString()));
    socket.on("close", () => {
      this.#sockets = this.#sockets.filter((other) => other !== socket);
      this.#options.changed();
    });
    send(socket, {
      type: "hello",
      num_connections: this.#sockets.length,
      connection_info: { app_id: appIds.app },
      debug_info: {
        host: "sandbox",
        build_number: 1,
        approximate_connection_time: 18_060,
      },
    });
    this.#options.changed();
  }

  #receive(text: string): void {
    const message = parseJson(text);
    const envelopeId = isJson(message)
      ? textOf(message["envelope_id"])
      : undefined;
    if (!isJson(message) || envelopeId === undefined) return;
    const accept = this.#waiting.get(envelopeId);
    if (accept === undefined)
      this.#options.onLateAck(envelopeId, message["payload"]);
    else accept({ outcome: "ok", body: message["payload"] });
  }

  /** Sends one envelope to the next socket in turn and waits for the acknowledgement. */
  async deliver(payload: Payload): Promise<Acknowledgement> {
    const socket = this.#sockets[this.#turn % this.#sockets.length];
    this.#turn += 1;
    if (socket === undefined) return { outcome: "dispatch_failed" };
    const envelopeId = randomUUID();
    return new Promise((resolve) => {
      const finish = (acknowledgement: Acknowledgement): void => {
        clearTimeout(timer);
        this.#waiting.delete(envelopeId);
        resolve(acknowledgement);
      };
      const timer = setTimeout(
        () => finish({ outcome: "operation_timeout" }),
        this.#options.ackMs(),
      );
      this.#waiting.set(envelopeId, finish);
      send(socket, {
        envelope_id: envelopeId,
        type: payload.type,
        accepts_response_payload: acceptsAnswer(payload),
        payload: payload.body,
        ...(payload.retry === undefined
          ? {}
          : {
              retry_attempt: payload.retry.num,
              retry_reason: payload.retry.reason,
            }),
      });
    });
  }

  /** Asks the app to come again; what it was sent and has not acknowledged may be lost. */
  disconnect(reason: DisconnectReason): void {
    for (const socket of this.#sockets) sayGoodbye(socket, reason);
  }

  /** Cuts every socket without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Says goodbye properly; who does not answer is cut off. */
  async stop(): Promise<void> {
    clearInterval(this.#pings);
    for (const giveUp of this.#waiting.values())
      giveUp({ outcome: "dispatch_failed" });
    const open = this.#sockets;
    const closed = open.map(
      (socket) => new Promise((resolve) => socket.once("close", resolve)),
    );
    for (const socket of open) socket.close(1001);
    const cutOff = setTimeout(() => this.cut(), GOODBYE_MS);
    await Promise.all(closed);
    clearTimeout(cutOff);
    this.#server.close();
  }
}

function send(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}

function sayGoodbye(socket: WebSocket, reason: DisconnectReason): void {
  send(socket, { type: "disconnect", reason, debug_info: { host: "sandbox" } });
}

function acceptsAnswer({ type, body }: Payload): boolean {
  const answered = ["view_submission", "block_suggestion"];
  return (
    type === "slash_commands" || answered.includes(textOf(body["type"]) ?? "")
  );
}
