import bolt, {
  type ExpressReceiver,
  type SocketModeReceiver,
} from "@slack/bolt";
import type { WebClientOptions } from "@slack/web-api";
import { Router } from "express";
import type { Clock } from "../base/clock.ts";
import { SECOND } from "../domain/time.ts";
import { freshRequestsOnly } from "./fresh-requests.ts";

/** How the bot hears of Slack. */
export type IntakeOptions =
  | { mode: "socket"; appToken: string }
  | { mode: "http"; signingSecret: string };

/** The way in: Bolt's receiver of one mode, and how it is opened and closed. */
export interface Intake {
  receiver: ExpressReceiver | SocketModeReceiver;
  /** Of HTTP mode: answers POST /slack/events and leaves everything else alone. */
  router: Router | undefined;
  /** Lets requests in; throws where it cannot. `gone` resolves when the way in is lost. */
  open(): Promise<{ gone: Promise<unknown> }>;
  close(): void;
}

export const EVENTS_PATH = "/slack/events";

/** A handshake that takes longer does not come any more. */
const CONNECT_TIMEOUT_MS = 20 * SECOND;

export function createIntake(
  options: IntakeOptions,
  clientOptions: WebClientOptions,
  clock: Clock,
): Intake {
  return options.mode === "socket"
    ? socketIntake(options.appToken, clientOptions, clock)
    : httpIntake(options.signingSecret, clientOptions, clock);
}

function httpIntake(
  signingSecret: string,
  { logger }: WebClientOptions,
  clock: Clock,
): Intake {
  const receiver = new bolt.ExpressReceiver({
    signingSecret,
    endpoints: EVENTS_PATH,
    ...(logger === undefined ? {} : { logger }),
  });
  let isOpen = false;
  const router = Router();
  // Slack sends events again that were refused, and tells people that their command did not arrive.
  router.post(EVENTS_PATH, (_request, response, next) => {
    if (isOpen) next();
    else response.status(503).end();
  });
  router.post(EVENTS_PATH, freshRequestsOnly(clock));
  router.use(receiver.router);
  return {
    receiver,
    router,
    async open() {
      isOpen = true;
      return { gone: Promise.withResolvers<never>().promise };
    },
    close() {
      isOpen = false;
    },
  };
}

/**
 * The connection is kept up by us: Bolt's own client gives up, with an unhandled rejection, where a reconnection meets a
 * failing network or a 5xx.
 */
function socketIntake(
  appToken: string,
  clientOptions: WebClientOptions,
  clock: Clock,
): Intake {
  const { logger } = clientOptions;
  const receiver = new bolt.SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions },
    ...(logger === undefined ? {} : { logger }),
  });
  const { client } = receiver;
  let isClosed = false;
  return {
    receiver,
    router: undefined,
    async open() {
      const settled = new AbortController();
      const late = clock
        .sleep(CONNECT_TIMEOUT_MS, settled.signal)
        .then(() => "late" as const);
      try {
        const first = await Promise.race([client.start(), late]);
        const gone = new Promise((resolve) =>
          client.once("disconnected", resolve),
        );
        // It may have been closed, or given up, while the hands were being shaken.
        if (isClosed || first === "late") void client.disconnect();
        if (first === "late")
          throw new Error("Slack's socket was not ready in time");
        return { gone };
      } finally {
        settled.abort();
      }
    },
    close() {
      isClosed = true;
      void client.disconnect();
    },
  };
}
