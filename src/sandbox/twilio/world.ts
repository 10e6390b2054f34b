import { randomBytes } from "node:crypto";
import { Journal } from "../journal.ts";
import {
  stateSchema,
  type Message,
  type OwnNumber,
  type Phone,
  type Service,
  type Status,
  type TwilioState,
} from "./state.ts";

export interface Credentials {
  accountSid: string;
  authToken: string;
}

/** How long a message may wait in Twilio's queue when nothing is said, in seconds. */
export const DEFAULT_VALIDITY_S = 36_000;

export interface Draft {
  direction: Message["direction"];
  from: string | null;
  to: string;
  body: string;
  status: Status;
  serviceSid?: string | undefined;
  statusCallback?: string | undefined;
  validityPeriodS?: number | undefined;
}

/** Everything that this pretended Twilio knows: one account, its numbers, the messages, and how the phones behave. */
export class TwilioWorld {
  settings: TwilioState["settings"] = {
    stepMs: 200,
    trial: false,
    verified: [],
  };
  numbers: OwnNumber[];
  services: Service[];
  phones: Phone[] = [];
  readonly messages = new Journal<Omit<Message, "seq">>();
  readonly credentials: Credentials;
  readonly now: () => number;
  readonly changed: () => void;

  constructor(
    credentials: Credentials,
    numbers: string[],
    serviceSid: string,
    now: () => number,
    changed: () => void,
  ) {
    this.credentials = credentials;
    this.now = now;
    this.changed = changed;
    this.numbers = numbers.map((number) => ({ number, smsUrl: null }));
    this.services = [{ sid: serviceSid, numbers, statusCallback: null }];
  }

  ownNumber(number: string): OwnNumber | undefined {
    return this.numbers.find((own) => own.number === number);
  }

  service(sid: string): Service | undefined {
    return this.services.find((service) => service.sid === sid);
  }

  /** How a phone behaves; without other orders it takes every message and says so. */
  phone(number: string): Phone {
    const known = this.phones.find((phone) => phone.number === number);
    return known ?? plainPhone(number);
  }

  /** The same, to be changed: from now on it is remembered. */
  phoneToChange(number: string): Phone {
    const phone = this.phone(number);
    if (!this.phones.includes(phone)) this.phones.push(phone);
    return phone;
  }

  message(sid: string): (Message & { seq: number }) | undefined {
    return this.messages
      .all()
      .find((message) => message.sid === sid && message.deletedAt === null);
  }

  /** The moment of acceptance: from here on the message is there, whatever becomes of the answer. */
  accept(draft: Draft): Message {
    const at = this.now();
    const isInbound = draft.direction === "inbound";
    const message = this.messages.add({
      sid: `SM${randomBytes(16).toString("hex")}`,
      direction: draft.direction,
      from: draft.from,
      to: draft.to,
      body: draft.body,
      status: draft.status,
      serviceSid: draft.serviceSid ?? null,
      statusCallback: draft.statusCallback ?? null,
      validityPeriodS: draft.validityPeriodS ?? DEFAULT_VALIDITY_S,
      errorCode: null,
      at,
      sentAt: isInbound ? at : null,
      history: [{ status: draft.status, at }],
      deletedAt: null,
    });
    this.changed();
    return message;
  }

  setStatus(message: Message, status: Status, errorCode: number | null): void {
    const at = this.now();
    message.status = status;
    message.errorCode = errorCode;
    message.history.push({ status, at });
    if (status === "sent") message.sentAt = at;
    this.messages.touched();
    this.changed();
  }

  remove(message: Message): void {
    message.deletedAt = this.now();
    this.messages.touched();
    this.changed();
  }

  snapshot(): TwilioState {
    return structuredClone({
      settings: this.settings,
      numbers: this.numbers,
      services: this.services,
      phones: this.phones,
      messages: [...this.messages.all()],
    });
  }

  /** Takes over what `snapshot` gave; throws, and changes nothing, when it is something else. */
  load(state: unknown): void {
    const loaded = stateSchema.parse(state);
    this.settings = loaded.settings;
    this.numbers = loaded.numbers;
    this.services = loaded.services;
    this.phones = loaded.phones;
    this.messages.load(loaded.messages);
    this.changed();
  }
}

/** The code of a message that could not be delivered when none was asked for: unreachable handset. */
const UNREACHABLE = 30_003;

function plainPhone(number: string): Phone {
  return {
    number,
    refuse: null,
    ends: "delivered",
    errorCode: UNREACHABLE,
    callbacks: "in order",
    gateway: null,
    stopped: [],
  };
}
