import type { Hooks, Parameters } from "./hooks.ts";
import { isFinal, type Message, type Phone, type Status } from "./state.ts";
import type { Timers } from "./timers.ts";
import type { TwilioWorld } from "./world.ts";

/** The way of a message, up to the status with which its phone lets it end. */
const ways: Readonly<Record<Phone["ends"], readonly Status[]>> = {
  queued: ["queued"],
  sent: ["queued", "sending", "sent"],
  delivered: ["queued", "sending", "sent", "delivered"],
  undelivered: ["queued", "sending", "sent", "undelivered"],
  failed: ["queued", "sending", "failed"],
};

/** Of these the app is told, if it asked to be. */
const toldStatuses: readonly Status[] = [
  "queued",
  "sent",
  "delivered",
  "undelivered",
  "failed",
];

interface DeliveryParts {
  world: TwilioWorld;
  hooks: Hooks;
  timers: Timers;
  /** The phone has it: called when a message was sent. */
  arrived: (message: Message) => void;
}

/** Lets messages go their way, step by step, and tells the app where they are. */
export class Delivery {
  readonly #parts: DeliveryParts;
  /** The callbacks that are kept back, to come in the wrong order: by the sid of their message. */
  readonly #keptBack = new Map<string, Parameters[]>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Where its phone lets it end here and now, it rests: only what was on its way feels it when the phone changes. */
  start(message: Message): void {
    const { timers, world } = this.#parts;
    if (nextStatus(message.status, world.phone(message.to)) === undefined)
      return;
    timers.later(world.settings.stepMs, () => this.#step(message));
  }

  /** After a restart: whatever is under way goes on. */
  resume(): void {
    for (const message of this.#parts.world.messages.all())
      if (!isFinal(message.status)) this.start(message);
  }

  /** A message has come this far: writes it down and lets follow what follows. */
  setStatus(message: Message, status: Status, errorCode: number | null): void {
    this.#parts.world.setStatus(message, status, errorCode);
    this.#tell(message);
    if (status === "sent") this.#parts.arrived(message);
  }

  #step(message: Message): void {
    if (message.deletedAt !== null || isFinal(message.status)) return;
    const phone = this.#parts.world.phone(message.to);
    const next = nextStatus(message.status, phone);
    if (next === undefined) return;
    message.from ??= this.#chooseSender(message);
    const hasFailed = next === "undelivered" || next === "failed";
    this.setStatus(message, next, hasFailed ? phone.errorCode : null);
    this.start(message);
  }

  #chooseSender(message: Message): string | null {
    const service = this.#parts.world.service(message.serviceSid ?? "");
    return service?.numbers[0] ?? null;
  }

  #tell(message: Message): void {
    const { world, hooks } = this.#parts;
    if (message.direction !== "outbound-api") return;
    const service = world.service(message.serviceSid ?? "");
    const url = message.statusCallback ?? service?.statusCallback ?? null;
    if (url === null || !toldStatuses.includes(message.status)) return;
    for (const parameters of this.#due(world.phone(message.to), message))
      void hooks.send({ kind: "status", url, parameters, signing: "good" });
  }

  /** Which callbacks go out now; "reversed" keeps the early ones back until the last. */
  #due(phone: Phone, message: Message): Parameters[] {
    const told = callbackParameters(this.#parts.world, message);
    switch (phone.callbacks) {
      case "never":
        return [];
      case "in order":
        return [told];
      case "twice":
        return [told, told];
      case "reversed": {
        const kept = [...(this.#keptBack.get(message.sid) ?? []), told];
        const isLast = message.status === phone.ends || isFinal(message.status);
        this.#keptBack.set(message.sid, isLast ? [] : kept);
        return isLast ? kept.reverse() : [];
      }
    }
  }
}

/** A phone that was changed meanwhile can leave a message beside its way: then it goes straight to the end, but never back. */
function nextStatus(status: Status, phone: Phone): Status | undefined {
  const way = ways[phone.ends];
  if (status === "accepted") return way[0];
  const step = way.indexOf(status);
  if (step >= 0) return way[step + 1];
  return isFinal(phone.ends) ? phone.ends : undefined;
}

/** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
function callbackParameters(world: TwilioWorld, message: Message): Parameters {
  return {
    AccountSid: world.credentials.accountSid,
    ApiVersion: "2010-04-01",
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
    ...(message.from !== null && { From: message.from }),
    ...(message.serviceSid !== null && {
      MessagingServiceSid: message.serviceSid,
    }),
    ...(message.errorCode !== null && { ErrorCode: String(message.errorCode) }),
    // Twilio adds parameters without notice; whoever reads them must not mind, and signs over all of them.
    ...(message.status === "delivered" && {
      RawDlrDoneDate: String(Math.floor(world.now() / 1000)),
    }),
  };
}
