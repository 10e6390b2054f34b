import type { Socket } from "node:net";
import { aborted } from "../../net/aborted.ts";
import { AnswerReader, type Answer, type WantsBody } from "./answer-reader.ts";
import type { Failed } from "./failures.ts";
import { oneSocketClient } from "./one-socket-client.ts";
import type { Trace } from "./trace.ts";

export interface Question {
  origin: string;
  method: string;
  /** A path, or the whole URL where a proxy is asked. */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  wantsBody: WantsBody;
}

export interface ExchangeContext {
  signal: AbortSignal;
  trace: Trace;
  quote: (text: string) => string;
}

/** Asks once over a connected socket and reads the answer; the socket is gone afterwards, whatever happened. */
export function exchange(
  socket: Socket,
  question: Question,
  context: ExchangeContext,
): Promise<Answer | Failed> {
  const { signal, trace, quote } = context;
  const { origin, wantsBody, body = null, ...request } = question;
  trace.stage = "waiting for the answer";
  return new Promise((resolve) => {
    const finish = (outcome: Answer | Failed) => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      resolve(outcome);
    };
    const onAbort = () => finish(aborted);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();
    oneSocketClient(origin, socket).dispatch(
      { ...request, body, reset: true },
      new AnswerReader({ socket, wantsBody, trace, quote, finish }),
    );
  });
}
