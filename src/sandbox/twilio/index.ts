import type { Router } from "express";
import type { Call } from "../call-log.ts";
import type { Faults } from "../faults.ts";
import { Journal } from "../journal.ts";
import { twilioApi } from "./api.ts";
import { twilioControl } from "./control.ts";
import { Delivery } from "./delivery.ts";
import { answerByGateway } from "./gateways.ts";
import { Hooks } from "./hooks.ts";
import { Inbound } from "./inbound.ts";
import { Timers } from "./timers.ts";
import { TwilioWorld, type Credentials } from "./world.ts";

/** How many of the newest calls are kept. */
const CALLS_KEPT = 5000;

export interface TwilioOptions {
  faults: Faults;
  /** Called after each change of what the page shows. */
  changed: () => void;
  /** ms since 1970 */
  now: () => number;
  credentials?: Credentials;
  /** The numbers of the account, in E.164; they are also the pool of its Messaging Service. */
  numbers?: string[];
  messagingServiceSid?: string;
}

export interface Twilio {
  /** The API of https://api.twilio.com, to be mounted under any prefix. */
  router: Router;
  /** What tests and the page see and switch; JSON. */
  control: Router;
  credentials: Credentials;
  numbers: string[];
  messagingServiceSid: string;
  snapshot(): unknown;
  /** Throws, and changes nothing, when this is not a snapshot. Messages that were under way go on. */
  load(state: unknown): void;
  /** Nothing is delivered or told to the app any more. */
  stop(): void;
}

/** A pretended Twilio: one account that writes and receives SMS. The numbers are from Ofcom's range for drama. */
export function createTwilio(options: TwilioOptions): Twilio {
  const {
    credentials = {
      accountSid: `AC${"5a".repeat(16)}`,
      authToken: "sandbox-auth-token",
    },
    numbers = ["+447700900000"],
    messagingServiceSid = `MG${"5a".repeat(16)}`,
    faults,
    changed,
    now,
  } = options;
  const world = new TwilioWorld(
    credentials,
    numbers,
    messagingServiceSid,
    now,
    changed,
  );
  const calls = new Journal<Call>(CALLS_KEPT);
  const timers = new Timers();
  const hooks = new Hooks(world);
  const inbound = new Inbound(world, hooks, (reply) => delivery.start(reply));
  const arrived = answerByGateway(world, timers, (received) => {
    inbound.receive(received);
  });
  const delivery = new Delivery({ world, hooks, timers, arrived });
  return {
    router: twilioApi({ world, delivery, faults, calls }),
    control: twilioControl({ world, delivery, inbound, hooks, calls }),
    credentials,
    numbers,
    messagingServiceSid,
    snapshot: () => world.snapshot(),
    load(state) {
      world.load(state);
      timers.clear();
      delivery.resume();
    },
    stop() {
      timers.stop();
      hooks.stop();
    },
  };
}
