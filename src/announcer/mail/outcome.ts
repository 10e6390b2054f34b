import { MINUTE } from "../../domain/time.ts";
import type { Outcome } from "../channel.ts";
import type { NotHanded } from "./handed.ts";

/** Servers that put unknown senders off want them to come again, but not at once (RFC 5321, section 4.5.4.1). */
const FIRST_WAIT_MS = MINUTE;
const LONGEST_WAIT_MS = 15 * MINUTE;
const LONGEST_QUOTE = 200;

/** What a failed hand-over means for the mail. */
export function outcomeOf(handed: NotHanded, attempt: number): Outcome {
  const { code, command, kind, wasWritten } = handed;
  const quote = `"${handed.reason.slice(0, LONGEST_QUOTE)}"`;
  if (kind === "tls")
    return waits(
      `there is no safe connection to the mail server: ${quote}`,
      attempt,
    );
  if (kind === "login")
    return waits(`the mail server does not let us in: ${quote}`, attempt);
  if (kind === "address")
    return {
      kind: "never",
      reason: "the mail server takes no such address",
      outletIsDead: true,
    };
  if (code === undefined)
    return wasWritten
      ? {
          kind: "ambiguous",
          reason: `the mail server did not say whether it took the mail (${quote})`,
        }
      : {
          kind: "later",
          reason: `the mail server cannot be reached: ${quote}`,
        };
  if (code < 500)
    return {
      kind: "later",
      reason: `the mail server puts the mail off: ${quote}`,
      afterMs: waitAfter(attempt),
    };
  if (command === "MAIL FROM")
    return waits(`the mail server does not take our sender: ${quote}`, attempt);
  return {
    kind: "never",
    reason: `the mail server refuses the mail: ${quote}`,
    outletIsDead: command === "RCPT TO" && !isAboutUs(handed.reason),
  };
}

/** Nothing will be taken until somebody mends our configuration: the operators are told. */
function waits(reason: string, attempt: number): Outcome {
  return { kind: "later", reason, afterMs: waitAfter(attempt), alarm: true };
}

function waitAfter(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}

/**
 * A mailbox that is full, and what is said of the sender, of relaying or of policy, is not the address's fault. RFC 3463:
 * x.2.2 is a full mailbox, x.7 is policy.
 */
function isAboutUs(answer: string): boolean {
  return /^\d{3}[ -](5\.2\.2|5\.7\.)|relay|spam|blocked|blacklist|policy/iu.test(
    answer,
  );
}
