import type { RequestHandler, Response } from "express";

/**
 * What can go wrong on purpose. The plain kinds happen before the request is accepted (nothing is recorded);
 * the `accepted-` kinds record it as any good request, and then the answer is lost.
 */
export const faultKinds = [
  "429",
  "500",
  "html",
  "error",
  "garbage",
  "reset",
  "hang",
  "accepted-reset",
  "accepted-hang",
  "accepted-500",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  /** Which call: "slack chat.postMessage", "x POST /2/tweets", "twilio CreateMessage"; "slack *" is every Slack call. */
  on: string;
  kind: FaultKind;
  /** How many calls it hits before it is used up. */
  times: number;
  /** With "429": the Retry-After header, in seconds. */
  retryAfterS?: number;
  /** With "error": the remote's own error, in the form that this remote uses. */
  error?: unknown;
  /** With "error": the HTTP status, where the remote has no usual one. */
  status?: number;
}

/** The faults waiting to happen, in the order in which they were asked for. */
export class Faults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ ...fault });
  }

  list(): Fault[] {
    return this.#waiting.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Uses up one hit of the first fault that is meant for this call. */
  take(call: string): Fault | undefined {
    const world = call.slice(0, call.indexOf(" "));
    const fault = this.#waiting.find(
      ({ on }) => on === call || on === `${world} *`,
    );
    if (fault === undefined) return undefined;
    fault.times -= 1;
    this.#waiting = this.#waiting.filter(({ times }) => times > 0);
    return fault;
  }
}

/** How one remote words its own refusals. */
export interface RefusalForms {
  tooMany: (response: Response, retryAfterS: number) => void;
  error: (response: Response, fault: Fault) => void;
}

/**
 * Puts the faults in front of a handler: refuses, resets or hangs before it, or lets it accept and then loses the answer.
 * `nameCall` says which call a request is; undefined passes it through untouched.
 */
export function withFaults(
  faults: Faults,
  nameCall: (request: Parameters<RequestHandler>[0]) => string | undefined,
  forms: RefusalForms,
): RequestHandler {
  return (request, response, next) => {
    const call = nameCall(request);
    const fault = call === undefined ? undefined : faults.take(call);
    if (fault === undefined) return next();
    switch (fault.kind) {
      case "429":
        return forms.tooMany(response, fault.retryAfterS ?? 1);
      case "500":
        response.status(500).json({ title: "Internal Server Error" });
        return;
      case "html":
        response
          .status(503)
          .type("html")
          .send("<html><body><h1>503 Service Unavailable</h1></body></html>");
        return;
      case "garbage":
        response.status(200).type("json").send('{"ok":tr');
        return;
      case "error":
        return forms.error(response, fault);
      case "reset":
        request.socket.resetAndDestroy();
        return;
      case "hang":
        return;
      case "accepted-reset":
      case "accepted-hang":
      case "accepted-500":
        loseAnswer(response, fault.kind);
        return next();
    }
  };
}

/** Lets the handler do its work, but what it answers never arrives. */
function loseAnswer(
  response: Response,
  kind: "accepted-reset" | "accepted-hang" | "accepted-500",
): void {
  response.send = () => {
    if (kind === "accepted-reset") response.req.socket.resetAndDestroy();
    if (kind === "accepted-500") response.status(500).end("internal error");
    return response;
  };
  response.json = response.send;
}
