import { pop3Dialect } from "./mail-protocol/pop3.ts";
import { mailServerCheck } from "./mail-protocol/probe.ts";

/** A server of mailboxes: no message is fetched. */
export const pop3 = mailServerCheck(pop3Dialect, {
  label: "Mailboxes (POP3)",
  placeholder: "pop.example.org",
});
