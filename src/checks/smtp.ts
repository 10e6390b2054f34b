import { mailServerCheck } from "./mail-protocol/probe.ts";
import { smtpDialect } from "./mail-protocol/smtp.ts";

/** A server that takes mail: nothing is sent. */
export const smtp = mailServerCheck(smtpDialect, {
  label: "Mail server (SMTP)",
  placeholder: "smtp.example.org:587",
});
