import { Journal } from "../journal.ts";
import { twilioSignature } from "./signature.ts";
import type { TwilioWorld } from "./world.ts";

/** How long Twilio waits for an answer: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const PATIENCE_MS = 15_000;
/** How many of the newest requests are kept. */
const HOOKS_KEPT = 2000;
/** Twilio's code for an answer that did not come, or was an error. */
const RETRIEVAL_FAILURE = 11_200;

/** How a request to the app is signed; the app has to refuse all but "good". */
export const signings = ["good", "wrong", "none"] as const;
export type Signing = (typeof signings)[number];

export type Parameters = Record<string, string>;

/** What is sent to the app. */
export interface HookRequest {
  kind: "status" | "inbound";
  url: string;
  parameters: Parameters;
  signing: Signing;
  /** What Twilio would complain of in an answer that is no error: 12100, 12300. */
  problemWith?: (answer: HookAnswer) => number | null;
}

/** A request that this Twilio made to the app, when it is over. */
export interface Hook extends Omit<HookRequest, "problemWith"> {
  /** When it was sent, ms since 1970. */
  at: number;
  /** null when none came in time. */
  answer: HookAnswer | null;
  /** What Twilio would complain of in its debugger: 11200, 12100, 12300. */
  problem: number | null;
}

export interface HookAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** Sends signed requests to the app, and writes them down. */
export class Hooks {
  readonly log = new Journal<Hook>(HOOKS_KEPT);
  readonly #world: TwilioWorld;
  readonly #stopping = new AbortController();
  /** The last request about each message: the next one is sent when it is over, so that none overtakes another. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(world: TwilioWorld) {
    this.#world = world;
  }

  /** Requests about one message go out one after the other. Redirects are not followed. */
  send(request: HookRequest): Promise<Hook> {
    const sid = request.parameters["MessageSid"] ?? "";
    const before = this.#queues.get(sid) ?? Promise.resolve();
    const sent = before.then(() => this.#sendNow(request));
    this.#queues.set(sid, sent);
    void sent.then(() => {
      if (this.#queues.get(sid) === sent) this.#queues.delete(sid);
    });
    return sent;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #sendNow({ problemWith, ...request }: HookRequest): Promise<Hook> {
    const at = this.#world.now();
    const answer = await this.#post(request);
    const isGood = answer !== null && answer.status < 400;
    const problem = isGood
      ? (problemWith?.(answer) ?? null)
      : RETRIEVAL_FAILURE;
    const hook = this.log.add({ ...request, at, answer, problem });
    this.#world.changed();
    return hook;
  }

  async #post({
    url,
    parameters,
    signing,
  }: Omit<HookRequest, "problemWith">): Promise<HookAnswer | null> {
    const signal = AbortSignal.any([
      this.#stopping.signal,
      AbortSignal.timeout(PATIENCE_MS),
    ]);
    try {
      const response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(parameters),
        headers: {
          "user-agent": "TwilioProxy/1.1",
          ...this.#signature(url, parameters, signing),
        },
        redirect: "manual",
        signal,
      });
      return {
        status: response.status,
        contentType: response.headers.get("content-type") ?? "",
        body: await response.text(),
      };
    } catch {
      return null;
    }
  }

  #signature(
    url: string,
    parameters: Parameters,
    signing: Signing,
  ): Record<string, string> {
    if (signing === "none") return {};
    const { authToken } = this.#world.credentials;
    const secret = signing === "good" ? authToken : `not ${authToken}`;
    return { "x-twilio-signature": twilioSignature(secret, url, parameters) };
  }
}
