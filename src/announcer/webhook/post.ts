import { type Dispatcher, request } from "undici";
import { userAgent } from "../../net/user-agent.ts";
import { Forbidden, notConnected } from "../posts/dispatcher.ts";
import type { Answer } from "./outcome.ts";
import type { HookRequest } from "./request.ts";

/** Nobody needs more of an answer. */
const MOST_BYTES = 16_384;

export type Posted =
  | ({ ok: true } & Answer)
  /** `isSent` false: the receiver was not reached; `isForbidden`: nor may it ever be. */
  | { ok: false; isSent: boolean; isForbidden: boolean; reason: string };

/** Posts once, to the address itself: where it sends us elsewhere, we do not go. */
export async function post(
  { url, headers, body }: HookRequest,
  idempotencyKey: string,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Posted> {
  let answer: Dispatcher.ResponseData | undefined;
  try {
    answer = await request(url, {
      dispatcher,
      signal,
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "user-agent": userAgent,
        "idempotency-key": idempotencyKey,
        ...headers,
      },
    });
    return { ok: true, ...seen(answer), body: await beginningOf(answer.body) };
  } catch (error) {
    // Once there is a status, it was said what became of it.
    if (answer !== undefined) return { ok: true, ...seen(answer), body: "" };
    const never = notConnected(error);
    return {
      ok: false,
      isSent: never === undefined,
      isForbidden: never instanceof Forbidden,
      reason: never?.message ?? reasonOf(error),
    };
  }
}

function seen({ statusCode, headers }: Dispatcher.ResponseData) {
  const retryAfter = headers["retry-after"];
  return {
    status: statusCode,
    retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
  };
}

/** The body as far as we read; the rest is not waited for. */
async function beginningOf(
  body: Dispatcher.ResponseData["body"],
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString("utf8");
}

function reasonOf(error: unknown): string {
  const isLate = error instanceof Error && error.name === "TimeoutError";
  if (isLate) return "no answer in time";
  return error instanceof Error ? error.message : String(error);
}
