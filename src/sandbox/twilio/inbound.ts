import type { HookAnswer, Hooks, Parameters, Signing } from "./hooks.ts";
import { segmentsOf } from "./segments.ts";
import type { Message } from "./state.ts";
import { repliesIn } from "./twiml.ts";
import type { TwilioWorld } from "./world.ts";

/** https://help.twilio.com/articles/223134027: the whole message is the word. */
const STOP_WORDS = [
  "STOP",
  "UNSUBSCRIBE",
  "END",
  "QUIT",
  "STOPALL",
  "CANCEL",
  "REVOKE",
  "OPTOUT",
];
const START_WORDS = ["START", "YES", "UNSTOP"];

export interface Received {
  from: string;
  /** A number of our own. */
  to: string;
  body: string;
}

/** Takes in messages from phones: stores them, heeds STOP, tells the app and sends what it answers. */
export class Inbound {
  readonly #world: TwilioWorld;
  readonly #hooks: Hooks;
  readonly #sendReply: (message: Message) => void;

  constructor(
    world: TwilioWorld,
    hooks: Hooks,
    sendReply: (message: Message) => void,
  ) {
    this.#world = world;
    this.#hooks = hooks;
    this.#sendReply = sendReply;
  }

  /** `times`: how often the app is told of it; Twilio repeats itself when a connection fails. */
  receive(received: Received, signing: Signing = "good", times = 1): Message {
    const message = this.#world.accept({
      direction: "inbound",
      status: "received",
      ...received,
    });
    const choice = optOut(received.body);
    this.#heed(received, choice);
    for (let count = 0; count < times; count += 1)
      void this.#tell(message, choice, signing);
    return message;
  }

  #heed({ from, to }: Received, choice: OptOut | undefined): void {
    if (choice === undefined) return;
    const phone = this.#world.phoneToChange(from);
    const others = phone.stopped.filter((number) => number !== to);
    phone.stopped = choice === "STOP" ? [...others, to] : others;
    this.#world.changed();
  }

  async #tell(
    message: Message,
    choice: OptOut | undefined,
    signing: Signing,
  ): Promise<void> {
    const url = this.#world.ownNumber(message.to)?.smsUrl ?? null;
    if (url === null) return;
    const { answer, problem } = await this.#hooks.send({
      kind: "inbound",
      url,
      parameters: inboundParameters(this.#world, message, choice),
      signing,
      problemWith,
    });
    if (answer === null || problem !== null) return;
    const replies = repliesIn(answer.contentType, answer.body);
    if (replies.ok)
      for (const text of replies.texts) this.#reply(message, text);
  }

  /** An answer to somebody who does not want any is dropped, as Twilio drops it. */
  #reply({ from, to }: Message, body: string): void {
    if (from === null || this.#world.phone(from).stopped.includes(to)) return;
    const reply = this.#world.accept({
      direction: "outbound-reply",
      status: "queued",
      from: to,
      to: from,
      body,
    });
    this.#sendReply(reply);
  }
}

function problemWith({ contentType, body }: HookAnswer): number | null {
  const replies = repliesIn(contentType, body);
  return replies.ok ? null : replies.problem;
}

type OptOut = "STOP" | "START";

function optOut(body: string): OptOut | undefined {
  const word = body.trim().toUpperCase();
  if (STOP_WORDS.includes(word)) return "STOP";
  return START_WORDS.includes(word) ? "START" : undefined;
}

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
function inboundParameters(
  world: TwilioWorld,
  message: Message,
  choice: OptOut | undefined,
): Parameters {
  return {
    ToCountry: "GB",
    ToState: "",
    SmsMessageSid: message.sid,
    NumMedia: "0",
    ToCity: "",
    FromZip: "",
    SmsSid: message.sid,
    FromState: "",
    SmsStatus: "received",
    FromCity: "",
    Body: message.body,
    FromCountry: "GB",
    To: message.to,
    ToZip: "",
    NumSegments: String(segmentsOf(message.body)),
    MessageSid: message.sid,
    AccountSid: world.credentials.accountSid,
    From: message.from ?? "",
    ApiVersion: "2010-04-01",
    ...(choice !== undefined && { OptOutType: choice }),
  };
}
