import {
  showReportsByMail,
  subscribeToReportByMail,
} from "../../actions/mail/mail-reports.ts";
import type { WantedReport } from "../../actions/mail/report-subscriptions.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { reportsView, subscribedWords } from "../views/reports.ts";
import type { Ask, Tools } from "./command.ts";

/** Lets a report come to addresses, or to the one who asks. */
export async function reportByMail(
  to: "me" | string[],
  wanted: WantedReport,
  { actor }: Ask,
  tools: Tools,
): Promise<Message> {
  if (tools.mail === undefined)
    return say(
      "No mails are sent from here: set `SMTP_URL` and `MAIL_FROM` first.",
    );
  const done = await subscribeToReportByMail(tools.context(actor), to, wanted);
  return done.ok
    ? subscribedWords(done.line, { personId: "" })
    : sayRefusal(done);
}

/** The reports that go to addresses, with a button to end each. */
export async function listReportsByMail(
  { actor }: Ask,
  tools: Tools,
): Promise<Message> {
  const lines = await showReportsByMail(tools.context(actor));
  return lines.length === 0
    ? say(
        "No report goes anywhere by mail. `report subscribe daily iati mail ops@example.org` changes that.",
      )
    : reportsView(lines, { personId: "" });
}
