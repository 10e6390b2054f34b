import { imapDialect } from "./mail-protocol/imap.ts";
import { mailServerCheck } from "./mail-protocol/probe.ts";

/** A server of mailboxes: none is opened. */
export const imap = mailServerCheck(imapDialect, {
  label: "Mailboxes (IMAP)",
  placeholder: "imap.example.org",
});
