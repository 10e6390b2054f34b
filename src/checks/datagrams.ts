import { createSocket, type Socket } from "node:dgram";
import type { Address, ConnectFailure, Connector } from "../net/connector.ts";
import { datagramFailure } from "./datagram-failure.ts";

/** Datagrams are lost now and then: asked again, more times than any deadline allows, until somebody answers. */
const ASK_AGAIN_MS = 1_000;

export interface Question {
  connector: Connector;
  host: string;
  port: number;
  family?: 4 | 6 | undefined;
  /** What is sent, made anew each time. */
  datagram: () => Buffer;
  /** Whether a datagram is the answer; others are passed over. */
  isAnswer: (datagram: Buffer) => boolean;
  /** How long to wait for an answer at most; undefined where only the signal ends it. */
  patienceMs?: number | undefined;
  signal: AbortSignal;
}

export type Asked =
  | { ok: false; failure: ConnectFailure; address?: string }
  | {
      ok: true;
      address: string;
      dnsMs: number;
      /** Undefined where none came in time. */
      answer: Buffer | undefined;
      /** From the first datagram sent to the answer, or to the end of the waiting. */
      waitedMs: number;
      /** How often it was asked. */
      sent: number;
      /** The last datagram that came and was not the answer. */
      other: Buffer | undefined;
    };

/** Asks over UDP, at the first of the host's addresses. Whoever refuses (ICMP) is a failure; silence is not. */
export async function askByDatagram(question: Question): Promise<Asked> {
  const { connector, host, family, signal } = question;
  const resolved = await connector.resolve({ host, family, signal });
  if (!resolved.ok) return resolved;
  const [first] = resolved.addresses;
  if (first === undefined) throw new Error(`no address for ${host}`);
  const { dnsMs } = resolved;
  const socket = createSocket(first.family === 4 ? "udp4" : "udp6");
  try {
    const heard = await converse(socket, first, question);
    return heard.ok
      ? { ...heard, address: first.address, dnsMs }
      : { ...heard, address: first.address };
  } finally {
    socket.close();
  }
}

type Conversation =
  | Omit<Extract<Asked, { ok: true }>, "address" | "dnsMs">
  | { ok: false; failure: ConnectFailure };

async function converse(
  socket: Socket,
  { address }: Address,
  { port, datagram, isAnswer, patienceMs, signal }: Question,
): Promise<Conversation> {
  const ended = Promise.withResolvers<
    { answer: Buffer | undefined } | { error: Error }
  >();
  let sent = 0;
  let other: Buffer | undefined;
  const waitNoMore = () => ended.resolve({ answer: undefined });
  const fail = (error: Error) => ended.resolve({ error });
  const ask = (): void => {
    sent += 1;
    socket.send(datagram(), (error) => {
      if (error !== null) fail(error);
    });
  };
  socket.on("error", fail);
  socket.on("message", (heard) => {
    if (isAnswer(heard)) ended.resolve({ answer: heard });
    else other = heard;
  });
  const started = performance.now();
  try {
    // A connected socket hears of refusals, and of nobody but its peer.
    socket.connectSync(port, address);
    ask();
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    fail(error);
  }
  const again = setInterval(ask, ASK_AGAIN_MS);
  const patience =
    patienceMs === undefined ? undefined : setTimeout(waitNoMore, patienceMs);
  signal.addEventListener("abort", waitNoMore, { once: true });
  if (signal.aborted) waitNoMore();
  const ending = await ended.promise;
  clearInterval(again);
  clearTimeout(patience);
  signal.removeEventListener("abort", waitNoMore);
  if ("error" in ending)
    return { ok: false, failure: datagramFailure(ending.error, address, port) };
  const waitedMs = performance.now() - started;
  return { ok: true, answer: ending.answer, waitedMs, sent, other };
}
