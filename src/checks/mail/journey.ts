import type { Facts } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import type { Progress } from "../connection/progress.ts";
import type { Visit } from "../mail-protocol/talk.ts";
import type { Memory } from "./mailbox.ts";
import type { MailSettings } from "./settings.ts";
import type { Token } from "./token.ts";

/** What one probe has seen so far, on either side. */
export interface Journey {
  settings: MailSettings;
  context: ProbeContext;
  sending: Visit;
  receiving: Visit;
  token: Token;
  memory: Memory;
  /** Of the mail itself. */
  facts: Facts;
}

/** Of either server only what tells where time went and how safe the way was. */
const serverFacts = [
  "address",
  "connectMs",
  "tlsMs",
  "tlsVersion",
  "certificateDaysLeft",
  "loginMs",
];

/** The evidence of the mail and of both servers. */
export function allFacts({ facts, sending, receiving }: Journey): Facts {
  return {
    ...facts,
    ...prefixed("smtp", sending.progress),
    ...prefixed("mailbox", receiving.progress),
  };
}

function prefixed(prefix: string, { facts }: Progress): Facts {
  return Object.fromEntries(
    serverFacts.flatMap((name) => {
      const value = facts[name];
      return value === undefined
        ? []
        : [[`${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]];
    }),
  );
}
