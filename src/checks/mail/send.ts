import type { Instant } from "../../domain/time.ts";
import { askSmtp } from "../mail-protocol/smtp.ts";
import type { Talk } from "../mail-protocol/talk.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import { senderOf, type MailSettings } from "./settings.ts";
import { PROBE_HEADER, type Token } from "./token.ts";

/** Hands the mail over; answers with what the server said when it took it. */
export async function sendMail(
  talk: Talk,
  settings: MailSettings,
  token: Token,
): Promise<{ ok: true; answer: string } | Failed> {
  const message = messageText(settings, token, talk.context.now());
  const steps = [
    { say: `MAIL FROM:<${senderOf(settings)}>`, name: "MAIL", good: [250] },
    { say: `RCPT TO:<${settings.to}>`, name: "RCPT", good: [250, 251] },
    { say: "DATA", name: "DATA", good: [354] },
    { say: `${message}\r\n.`, name: "the mail", good: [250] },
  ];
  let answer = "";
  for (const { say, name, good } of steps) {
    const reply = await askSmtp(talk, say, name);
    if (!reply.ok) return reply;
    if (!good.includes(reply.code)) return refused(reply.line, talk);
    answer = reply.line;
  }
  return { ok: true, answer };
}

/** RFC 5321, section 4.2.1: 4xx asks to come again later. */
function refused(line: string, { context }: Talk): Failed {
  return line.startsWith("4")
    ? failed(
        "mail-put-off",
        `the server puts the mail off: ${context.quote(line)}`,
      )
    : failed(
        "mail-refused",
        `the server refuses the mail: ${context.quote(line)}`,
      );
}

function messageText(
  settings: MailSettings,
  { text, nonce }: Token,
  now: Instant,
): string {
  const sender = senderOf(settings);
  return [
    `From: <${sender}>`,
    `To: <${settings.to}>`,
    `Subject: allswell ${nonce}`,
    `Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${nonce}@${sender.replace(/^.*@/, "")}>`,
    `${PROBE_HEADER}: ${text}`,
    // Nobody should answer it (RFC 3834, and Exchange's own word for it).
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: All",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "This mail checks that mail arrives. Once it has, it is deleted by itself.",
  ].join("\r\n");
}
