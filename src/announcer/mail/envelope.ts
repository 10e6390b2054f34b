import MailComposer from "nodemailer/lib/mail-composer";
import type { Instant } from "../../domain/time.ts";
import { type Letter } from "./letter.ts";
import { asHtml, asText, type Footer, PICTURE_ID } from "./render.ts";

/** Who writes. */
export interface Sender {
  name: string;
  address: string;
}

/** A letter on its way. */
export interface Posting {
  from: Sender;
  to: string;
  /** With its angle brackets. */
  messageId: string;
  /** Of the first mail of its thread. */
  underId: string | null;
  at: Instant;
  footer: Footer;
  /** Where programs unsubscribe with one request (RFC 8058), and whether they may; null where nobody can reach us. */
  unsubscribe: { url: string; oneClick: boolean } | null;
  picture: Buffer | null;
}

export function domainOf({ address }: Sender): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** The mail as it is sent: plain text and HTML of the same words, and headers that keep other programs from answering. */
export async function mailOf(
  letter: Letter,
  posting: Posting,
): Promise<Buffer> {
  const { from, to, messageId, underId, at, footer, picture } = posting;
  const composer = new MailComposer({
    from,
    to: { name: "", address: to },
    subject: letter.subject,
    messageId,
    ...(underId === null ? {} : { inReplyTo: underId, references: [underId] }),
    date: new Date(at),
    headers: headersOf(posting),
    text: asText(letter, footer),
    html: asHtml(letter, footer, picture !== null),
    attachments:
      picture === null
        ? []
        : [
            {
              filename: "report.png",
              content: picture,
              contentType: "image/png",
              contentDisposition: "inline",
              cid: PICTURE_ID,
            },
          ],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function headersOf({
  from,
  unsubscribe,
}: Posting): Record<string, string | { prepared: boolean; value: string }> {
  return {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    Precedence: "list",
    "List-Id": `allswell <allswell.${domainOf(from)}>`,
    ...(unsubscribe === null
      ? {}
      : {
          // As it stands: a line that was broken within the address would not be one any more.
          "List-Unsubscribe": { prepared: true, value: `<${unsubscribe.url}>` },
          ...(unsubscribe.oneClick
            ? { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }
            : {}),
        }),
  };
}
