import * as z from "zod";
import {
  certificateDaysField,
  verifyTlsField,
} from "../connection/tls-fields.ts";
import { choice, secretText, text } from "../fields.ts";
import { hostField, portConflict, portField } from "../host-and-port.ts";
import { imapDialect } from "../mail-protocol/imap.ts";
import { pop3Dialect } from "../mail-protocol/pop3.ts";
import {
  halfLogin,
  tlsModeField,
  usualPorts,
} from "../mail-protocol/settings.ts";
import { smtpDialect } from "../mail-protocol/smtp.ts";
import type { Dialect } from "../mail-protocol/talk.ts";
import { evenIfIncomplete } from "../port/settings.ts";
import { slowField } from "../slow.ts";

/** RFC 5321, section 4.5.3.1: more is no address. */
const LONGEST_ADDRESS = 254;

const addressRules = { max: LONGEST_ADDRESS, judge: addressProblem };

const sending = {
  host: hostField({
    label: "Sending server",
    help: "The SMTP server that takes the mail. The port may stand behind it, after a colon.",
    placeholder: "smtp.example.org:587",
  }),
  to: text(
    {
      label: "To",
      help: "Best an address of its own: whatever arrives is looked at, and only the check's own mail is deleted.",
      placeholder: "allswell@example.org",
    },
    addressRules,
  ),
  from: text(
    { label: "From", help: "The same as To where it is left out." },
    addressRules,
  ).optional(),
  username: text({
    label: "User name for sending",
    help: "Without one, the mail is handed over without a login.",
  }).optional(),
  password: secretText({ label: "Password for sending" }).optional(),
  port: portField(usualPorts(smtpDialect)).optional(),
  tls: tlsModeField(String(smtpDialect.tlsPort), "TLS for sending"),
};

const receiving = {
  mailbox: hostField({
    label: "Mailbox server",
    help: "Where the mail must turn up. The port may stand behind it, after a colon.",
    placeholder: "imap.example.org",
  }),
  readBy: choice(["IMAP", "POP3"], { label: "Read by" }).default("IMAP"),
  mailboxUsername: text({
    label: "User name of the mailbox",
    help: "The same as To where it is left out.",
  }).optional(),
  mailboxPassword: secretText({ label: "Password of the mailbox" }),
  folder: text({
    label: "Folder",
    help: "For IMAP: where the mail is looked for.",
  }).default("INBOX"),
  mailboxPort: portField(
    "993 for IMAP and 995 for POP3, or 143 and 110 without implicit TLS",
    "Mailbox port",
  ).optional(),
  mailboxTls: tlsModeField("993 or 995", "TLS for the mailbox"),
};

const judging = {
  slow: slowField("a mail, from its being accepted until it is seen", "1min"),
  verifyTls: verifyTlsField(
    "A server with a certificate that a browser would refuse is told no password and no mail.",
  ),
  certificateDays: certificateDaysField(),
};

/** The settings of a check of the whole way of a mail, in the order of its form. */
export const mailSettings = z
  .strictObject({ ...sending, ...receiving, ...judging })
  .superRefine((settings, context) => {
    const { username, password, mailbox, mailboxPort, readBy } = settings;
    const mailboxSide = { host: mailbox, port: mailboxPort };
    const { usualPort } = mailboxDialect(readBy);
    const problems = {
      username: halfLogin(username, password, "password"),
      password: halfLogin(password, username, "user name"),
      port: portConflict(settings, smtpDialect.usualPort),
      mailboxPort: portConflict(mailboxSide, usualPort),
    };
    for (const [field, message] of Object.entries(problems))
      if (message !== undefined)
        context.addIssue({ code: "custom", path: [field], message });
  }, evenIfIncomplete);

export type MailSettings = z.output<typeof mailSettings>;

export function mailboxDialect(readBy: MailSettings["readBy"]): Dialect {
  return readBy === "POP3" ? pop3Dialect : imapDialect;
}

export function senderOf({ from, to }: MailSettings): string {
  return from ?? to;
}

export function mailboxUserOf({ mailboxUsername, to }: MailSettings): string {
  return mailboxUsername ?? to;
}

/** What may stand between angle brackets in SMTP without quotes or extensions. */
function addressProblem(address: string): string | undefined {
  return /^[^\s<>()[\]\\,;:"@]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(
    address,
  ) && /^[\x21-\x7e]*$/.test(address)
    ? undefined
    : "must be a mail address, such as allswell@example.org";
}
