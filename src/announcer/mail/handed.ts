/** What became of handing a mail to the server. */
export type Handed =
  | {
      ok: true;
      /** The Message-ID that a server gave in the place of ours. */
      newId: string | undefined;
    }
  | NotHanded;

export interface NotHanded {
  ok: false;
  /** What the server answered, where it did. */
  code: number | undefined;
  reason: string;
  /** The command that went wrong; "CONN" for the connection itself. */
  command: string;
  /** The mail was on its way: without an answer nobody knows whether it was taken. */
  wasWritten: boolean;
  kind: "network" | "tls" | "login" | "answer" | "address";
}

export type SmtpError = Error & {
  code?: string;
  /** Node's own, where nodemailer put one of its own in the place. */
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number | undefined;
};

/** Nothing was said to the server, or it said nothing. */
export function unreachable(
  reason: string,
  kind: "network" | "tls" = "network",
): NotHanded {
  return {
    ok: false,
    code: undefined,
    reason,
    command: "CONN",
    wasWritten: false,
    kind,
  };
}

/** Node's codes of certificates that are not right, and of handshakes that fail. */
const CERTIFICATE = /CERT|VERIFY|SELF_SIGNED|ISSUER|^ERR_(TLS|SSL)/;

export function failureOf(error: SmtpError, wasWritten: boolean): NotHanded {
  const { code = "", originalCode = "", response, responseCode } = error;
  const { command = "CONN" } = error;
  return {
    ok: false,
    code: responseCode,
    reason: (response ?? error.message).replace(/\s+/gu, " ").trim(),
    command,
    wasWritten,
    kind: CERTIFICATE.test(originalCode)
      ? "tls"
      : kindOf(code, command, responseCode),
  };
}

function kindOf(
  code: string,
  command: string,
  responseCode: number | undefined,
): NotHanded["kind"] {
  if (code === "ETLS" || command === "STARTTLS") return "tls";
  if (code === "EAUTH" || command.startsWith("AUTH")) return "login";
  if (responseCode !== undefined) return "answer";
  return code === "EENVELOPE" ? "address" : "network";
}

/** What a server says that closes the connection, whatever it was asked (RFC 5321, section 4.2.1). */
const CLOSING = 421;

/**
 * The connection ended, and the mail was not on its way: of a connection that served others before, that says nothing of
 * this mail.
 */
export function wasCutOff({ wasWritten, kind, code }: NotHanded): boolean {
  return !wasWritten && (kind === "network" || code === CLOSING);
}
