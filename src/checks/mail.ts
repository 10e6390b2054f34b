import { MINUTE } from "../domain/time.ts";
import { defineCheck } from "./check.ts";
import { loginSecrets, whereIs } from "./mail-protocol/settings.ts";
import { smtpDialect } from "./mail-protocol/smtp.ts";
import { probeMail } from "./mail/probe.ts";
import { mailSettings, mailboxUserOf } from "./mail/settings.ts";

/** The whole way of a mail: sent by SMTP, found in a mailbox by IMAP or POP3, and deleted there. */
export const mail = defineCheck({
  label: "Mail delivery",
  settings: mailSettings,
  target: "host",
  // Looking again soon would only send more mail into the same queue.
  defaults: { everyMs: 15 * MINUTE, timeoutMs: 2 * MINUTE, failures: 2 },
  describe: ({ host, to, mailbox }) =>
    `mail to ${to} by ${host}, read at ${mailbox}`,
  host: (settings) => whereIs(settings, smtpDialect).host,
  secrets: (settings) => [
    ...loginSecrets(settings.username, settings.password),
    ...loginSecrets(mailboxUserOf(settings), settings.mailboxPassword),
  ],
  probe: probeMail,
});
