/** Ways to reach a person outside Slack. */
export const contactKinds = ["phone", "mail"] as const;
export type ContactKind = (typeof contactKinds)[number];

export type Cleaned = { ok: true; value: string } | { ok: false; text: string };

/** E.164: a plus, the country, at most 15 digits. */
const PHONE = /^\+[1-9]\d{7,14}$/;
/** Spaces, and what people put between digits. */
const BETWEEN = /[\s().\-/\u2010-\u2015]/gu;

/** "+44 20 7946 0958", also with 00 in front, as "+442079460958". */
export function cleanPhone(typed: string): Cleaned {
  const digits = typed
    .normalize("NFKC")
    .replace(/\(0\)/g, "")
    .replace(BETWEEN, "")
    .replace(/^00/, "+");
  return PHONE.test(digits)
    ? { ok: true, value: digits }
    : {
        ok: false,
        text: 'Write the number with its country, as in "+44 20 7946 0958".',
      };
}

/** RFC 5321: 64 before the @, 254 in all. */
const LONGEST_LOCAL = 64;
const LONGEST_MAIL = 254;
const MAIL =
  /^[^\s@<>()[\],;:"\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

/** An address as servers take it; whether somebody reads it only a mail can tell. */
export function cleanMail(typed: string): Cleaned {
  const address = typed.trim();
  const isMail =
    address.length <= LONGEST_MAIL &&
    address.indexOf("@") <= LONGEST_LOCAL &&
    MAIL.test(address);
  return isMail
    ? { ok: true, value: address }
    : { ok: false, text: 'Write one address, as in "ada@example.org".' };
}

const HIDDEN = "•••••";

/** Enough to know one's own by: "+44•••••58", "a•••••@example.org". */
export function masked(kind: ContactKind, value: string): string {
  if (kind === "phone")
    return `${value.slice(0, 3)}${HIDDEN}${value.slice(-2)}`;
  const at = value.lastIndexOf("@");
  return `${value.slice(0, 1)}${HIDDEN}${value.slice(at)}`;
}
