import { cleanAddress } from "../domain/mail-address.ts";

/** The operators' own mail server, and who writes. */
export interface MailConfig {
  server: {
    host: string;
    port: number;
    secure: boolean;
    login: { user: string; pass: string } | null;
    requireTls: boolean;
  };
  from: { name: string; address: string };
}

const SUBMISSION_PORT = 587;
const SECURE_PORT = 465;
const LONGEST_SENDER_NAME = 100;

/** What is wrong with SMTP_URL, in words; undefined where nothing is. */
export function smtpProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return EXAMPLE;
  const { protocol, hostname, username, password, pathname, search } = new URL(
    value,
  );
  if (!/^smtps?:$/.test(protocol) || hostname === "") return EXAMPLE;
  if ((username === "") !== (password === ""))
    return "needs a user and a password, or neither: smtp://user:password@mail.example.org; characters such as @ : / in them are written as %40 %3A %2F";
  if (pathname !== "" && pathname !== "/") return EXAMPLE;
  if (search !== "" && search !== "?tls=optional")
    return 'takes no options but "?tls=optional"';
  return undefined;
}

const EXAMPLE =
  "is not a mail server; it looks like smtps://user:password@mail.example.org or smtp://mail.example.org:25";

/** "allswell <watch@example.org>", or the address alone; undefined where it is neither. */
export function senderOf(value: string): MailConfig["from"] | undefined {
  const match = /^(?:"?([^"<>]*?)"?\s*)<([^<>]+)>$/u.exec(value);
  const [, name = "", typed = value] = match ?? [];
  const cleaned = cleanAddress(typed);
  return cleaned.ok && name.length <= LONGEST_SENDER_NAME
    ? { name: name.trim() || "allswell", address: cleaned.address }
    : undefined;
}

/** A login is never sent in the clear, except to this machine, or where the operator says that it may. */
export function mailConfigOf(
  smtpUrl: string | undefined,
  mailFrom: string | undefined,
): MailConfig | null {
  if (smtpUrl === undefined || mailFrom === undefined) return null;
  const from = senderOf(mailFrom);
  if (from === undefined) return null;
  const { protocol, hostname, port, username, password, search } = new URL(
    smtpUrl,
  );
  const secure = protocol === "smtps:";
  const host = decodeURIComponent(hostname).replace(/^\[|\]$/g, "");
  const login =
    username === ""
      ? null
      : {
          user: decodeURIComponent(username),
          pass: decodeURIComponent(password),
        };
  return {
    server: {
      host,
      port: Number(port) || (secure ? SECURE_PORT : SUBMISSION_PORT),
      secure,
      login,
      requireTls: login !== null && search === "" && !isHere(host),
    },
    from,
  };
}

function isHere(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
