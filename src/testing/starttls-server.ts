// Servers that begin in plain text and turn to TLS when asked: a few scripted lines for each protocol.
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificates.ts";
import { startTcpServer, type TcpServer } from "./tcp-server.ts";
import type { Scope } from "./scope.ts";

/** What is said at once, and then to each thing heard; "tls" turns to TLS after the words before it. */
export interface Script {
  greeting: string | Buffer;
  /** To what begins so; the first that fits counts. */
  answers: [heard: string, answer: string | Buffer, next?: "tls" | "close"][];
}

/** MySQL's first packet, with the flags of a server that does TLS or does not. */
function mysqlGreeting({ offersTls = true } = {}): Buffer {
  const flags = Buffer.alloc(2);
  flags.writeUInt16LE(offersTls ? 0xffff : 0xf7ff);
  const body = Buffer.concat([
    Buffer.from("\x0a10.11.6-MariaDB\0"),
    Buffer.alloc(13, 1),
    flags,
    Buffer.alloc(30),
  ]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
}

export const mysqlWithoutTls: Script = {
  greeting: mysqlGreeting({ offersTls: false }),
  answers: [],
};

/** Length, number, and flags: what asks for TLS. */
const mysqlRequest = `\x20\0\0\x01\0\x8a\x08\0\0\0\0\x01\x21${"\0".repeat(23)}`;

/** Well-behaved servers. */
export const scripts = {
  smtp: {
    greeting: "220-mail.test\r\n220 ready\r\n",
    answers: [
      [
        "EHLO [127.0.0.1]\r\n",
        "250-mail.test\r\n250-SIZE 100\r\n250 STARTTLS\r\n",
      ],
      ["STARTTLS\r\n", "220 go ahead\r\n", "tls"],
    ],
  },
  imap: {
    greeting: "* OK Dovecot ready.\r\n",
    answers: [
      [
        "a1 CAPABILITY\r\n",
        "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n",
      ],
      ["a2 STARTTLS\r\n", "a2 OK begin\r\n", "tls"],
    ],
  },
  pop3: {
    greeting: "+OK ready\r\n",
    answers: [["STLS\r\n", "+OK begin\r\n", "tls"]],
  },
  postgres: {
    greeting: "",
    answers: [["\0\0\0\x08\x04\xd2\x16\x2f", "S", "tls"]],
  },
  mysql: {
    greeting: mysqlGreeting(),
    answers: [[mysqlRequest, "", "tls"]],
  },
} satisfies Record<string, Script>;

/** Starts one; `onTls` gets each connection once it has turned to TLS. */
export function startStartTlsServer(
  test: Scope,
  script: Script,
  certificate: Certificate,
  onTls: (socket: Socket) => void = () => {},
): Promise<TcpServer> {
  return startTcpServer(test, (socket) => {
    socket.write(script.greeting);
    socket.on("data", function listen(heard: Buffer) {
      const text = heard.toString("latin1");
      const known = script.answers.find(([words]) => text.startsWith(words));
      if (known === undefined) return;
      const [words, answer, next] = known;
      socket.write(answer);
      if (next === "close") socket.end();
      if (next !== "tls") return;
      socket.off("data", listen);
      socket.pause();
      // A client of MySQL begins with TLS without waiting.
      if (heard.length > words.length)
        socket.unshift(heard.subarray(words.length));
      onTls(turnedToTls(socket, certificate));
    });
  });
}

function turnedToTls(socket: Socket, { cert, key }: Certificate): TLSSocket {
  const secured = new TLSSocket(socket, { isServer: true, cert, key });
  secured.on("error", () => {});
  return secured.resume();
}
