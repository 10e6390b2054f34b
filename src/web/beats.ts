import { type Request, type Response, Router } from "express";
import type { Context } from "../actions/context.ts";
import {
  hearBeat,
  LISTENING_EVERY_MS,
  MAX_BEAT_TEXT,
  sayListening,
  type Word,
} from "../actions/targets/hear-beat.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { heartbeatWord, pushWord } from "./beat-words.ts";
import { beginningOf } from "./beginning-of.ts";

/** While the database is away a beat waits, for 15 s in all: a job that runs once a night does not say it again. */
const TRIES = 6;
const FIRST_RETRY_MS = 500;

export interface EarParts {
  context: () => Context;
  clock: Clock;
  log: Log;
}

/** The addresses at which jobs (/heartbeat/…) and other systems (/push/…) speak to their monitors. */
export function beatsRouter(parts: EarParts): Router {
  const router = Router({ caseSensitive: true });
  router.all("/heartbeat/:token{/:what}", (request, response) =>
    hearHeartbeat(parts, request, response),
  );
  router.all("/push/:token{/:status}", (request, response) =>
    hearPush(parts, request, response),
  );
  return router;
}

async function hearHeartbeat(
  parts: EarParts,
  request: Request<{ token: string; what?: string }>,
  response: Response,
): Promise<void> {
  const { token, what } = request.params;
  const text = await beginningOf(request, MAX_BEAT_TEXT);
  const word = heartbeatWord(what);
  if (word === undefined) return say(response, 404, UNKNOWN_END);
  await hear(parts, response, { token, type: "heartbeat" }, { ...word, text });
}

async function hearPush(
  parts: EarParts,
  request: Request<{ token: string; status?: string }>,
  response: Response,
): Promise<void> {
  const { token, status } = request.params;
  const text = await beginningOf(request, MAX_BEAT_TEXT);
  const word = pushWord(status, request.query, text);
  if (typeof word === "string") return say(response, 400, word);
  await hear(parts, response, { token, type: "push" }, word);
}

const UNKNOWN_END =
  "After the token comes nothing, /start, /fail or the exit code, as in /0.";

async function hear(
  { context, clock, log }: EarParts,
  response: Response,
  address: { token: string; type: string },
  word: Word,
): Promise<void> {
  const arrived = context(); // it is said now, however long it takes to write it down
  for (let attempt = 1; ; attempt++) {
    try {
      const heard = await hearBeat(arrived, address, word);
      if (heard.ok) say(response, 200, "OK");
      else say(response, 404, heard.text);
      return;
    } catch (error) {
      log.error({ err: error, attempt }, "a beat could not be written down");
      if (attempt === TRIES) break;
      await clock.sleep(FIRST_RETRY_MS * 2 ** (attempt - 1));
    }
  }
  response.set("Retry-After", "60");
  say(response, 503, "It could not be written down: say it again in a minute.");
}

function say(response: Response, status: number, text: string): void {
  response.status(status).type("text").send(`${text}\n`);
}

/** Keeps saying that somebody listens, until the signal fires; the first word is said when this resolves. */
export async function startListening(
  { context, clock, log }: EarParts,
  signal: AbortSignal,
): Promise<void> {
  await sayListening(context());
  void (async () => {
    while (!signal.aborted) {
      await clock.sleep(LISTENING_EVERY_MS, signal);
      if (signal.aborted) return;
      try {
        await sayListening(context());
      } catch (error) {
        log.warn({ err: error }, "nobody could be told that we listen");
      }
    }
  })();
}
