// Mail servers of a few scripted lines: honest ones, to be spoiled line by line, with TLS at once or when asked for.
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificates.ts";
import { startTcpServer, type TcpServer } from "./tcp-server.ts";
import type { Scope } from "./scope.ts";

export const mailPassword = "hunter-mail";

/** What is answered to a line, without its end; undefined answers nothing. */
export type Answer = (
  line: string,
  isSecure: boolean,
) => string | Buffer | undefined;

export interface MailScript {
  greeting: string | Buffer;
  answer: Answer;
  /** The line that asks for TLS: what is answered to it is the last in plain text. */
  startTls: RegExp;
}

export const mailProtocols = ["smtp", "imap", "pop3"] as const;
export type MailProtocol = (typeof mailProtocols)[number];

const token = (user: string) =>
  Buffer.from(`\0${user}\0${mailPassword}`).toString("base64");

export const mailScripts: Record<MailProtocol, MailScript> = {
  smtp: {
    greeting: "220 mail.test ready\r\n",
    startTls: /^STARTTLS$/,
    answer(line, isSecure) {
      if (/^EHLO \[127\.0\.0\.1\]$/.test(line))
        return isSecure
          ? "250-mail.test\r\n250 AUTH LOGIN PLAIN\r\n"
          : "250-mail.test\r\n250-SIZE 100\r\n250 STARTTLS\r\n";
      if (line === "STARTTLS") return "220 go ahead\r\n";
      if (line === `AUTH PLAIN ${token("me")}`) return "235 welcome\r\n";
      return line.startsWith("AUTH")
        ? `535 not with ${line.split(" ").at(-1)}\r\n`
        : "221 bye\r\n";
    },
  },
  imap: {
    greeting: "* OK [CAPABILITY IMAP4rev1] mail.test ready\r\n",
    startTls: /^\S+ STARTTLS$/,
    answer(line, isSecure) {
      const [tag = "", command = "", ...rest] = line.split(" ");
      if (command === "CAPABILITY")
        return `* CAPABILITY IMAP4rev1 ${isSecure ? "AUTH=PLAIN" : "LOGINDISABLED STARTTLS"}\r\n${tag} OK done\r\n`;
      if (command === "STARTTLS") return `${tag} OK begin\r\n`;
      if (command === "LOGIN" && rest.join(" ") === `"me" "${mailPassword}"`)
        return `${tag} OK welcome\r\n`;
      return command === "LOGIN"
        ? `${tag} NO not with ${rest.join(" ")}\r\n`
        : `* BYE\r\n${tag} OK bye\r\n`;
    },
  },
  pop3: {
    greeting: "+OK mail.test ready\r\n",
    startTls: /^STLS$/,
    answer(line, isSecure) {
      if (line === "CAPA")
        return `+OK\r\n${isSecure ? "USER" : "STLS"}\r\nTOP\r\nUIDL\r\n.\r\n`;
      if (line === "STLS") return "+OK begin\r\n";
      if (line === "USER me") return "+OK\r\n";
      if (line === `PASS ${mailPassword}`) return "+OK welcome\r\n";
      return line.startsWith("PASS ")
        ? `-ERR not with ${line}\r\n`
        : "+OK bye\r\n";
    },
  },
};

/** Starts one; with a certificate it speaks TLS, at once or from where it is asked. */
export function startMailScript(
  test: Scope,
  script: MailScript,
  {
    certificate,
    isImplicit = false,
  }: { certificate?: Certificate; isImplicit?: boolean } = {},
): Promise<TcpServer> {
  return startTcpServer(
    test,
    (socket) => {
      socket.write(script.greeting);
      converse(socket, script, isImplicit, certificate);
    },
    isImplicit ? certificate : undefined,
  );
}

function converse(
  socket: Socket,
  script: MailScript,
  isSecure: boolean,
  certificate: Certificate | undefined,
): void {
  let held = "";
  const listen = (heard: Buffer): void => {
    held += heard.toString("latin1");
    const lines = held.split("\r\n");
    held = lines.pop() ?? "";
    for (const line of lines) {
      const answer = script.answer(line, isSecure);
      if (answer !== undefined) socket.write(answer);
      if (!script.startTls.test(line) || certificate === undefined) continue;
      socket.off("data", listen);
      const { cert, key } = certificate;
      const secured = new TLSSocket(socket, { isServer: true, cert, key });
      secured.on("error", () => {});
      converse(secured, script, true, certificate);
    }
  };
  socket.on("data", listen);
}
