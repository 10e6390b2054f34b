import type { Socket } from "node:net";
import type { ProbeContext } from "../check.ts";
import { failed, type Failed } from "./incoming.ts";
import { readLines, type Lines } from "./lines.ts";

/** What a talk needs of a probe. */
export type TalkContext = Pick<ProbeContext, "signal" | "quote">;

/** The socket on which the server now waits for the first message of TLS: give it to connector.secure(). */
export interface Upgraded {
  ok: true;
  socket: Socket;
  /** What the server said of itself, as it said it; show it through context.quote() only. */
  greeting: string;
}

/** Asks the server to begin TLS. Where it does not, the socket is gone. */
export type Upgrade = (
  socket: Socket,
  context: TalkContext,
) => Promise<Upgraded | Failed>;

/** An upgrade in lines: `talk` answers with the greeting once the server has agreed. */
export function upgradeInLines(
  talk: (
    lines: Lines,
    context: TalkContext & { socket: Socket },
  ) => Promise<{ ok: true; greeting: string } | Failed>,
): Upgrade {
  return async (socket, context) => {
    const lines = readLines(socket, context.signal);
    const agreed = await talk(lines, { ...context, socket });
    return finishUpgrade(socket, lines.release(), agreed);
  };
}

/** Plain text behind the server's agreement would be taken for something said under TLS: refused, as by CVE-2011-0411. */
export function finishUpgrade(
  socket: Socket,
  left: Buffer,
  agreed: { ok: true; greeting: string } | Failed,
): Upgraded | Failed {
  if (agreed.ok && left.length === 0) return { ...agreed, socket };
  socket.destroy();
  return agreed.ok
    ? failed(
        "starttls-injection",
        "the server goes on in plain text after it agreed to begin TLS",
      )
    : agreed;
}

export function notSpoken(
  protocol: string,
  heard: string,
  { quote }: TalkContext,
): Failed {
  return failed(
    "protocol",
    `the server does not speak ${protocol}: it begins with ${quote(heard)}`,
  );
}

/** The server is there and speaks, but turns us away in its greeting. */
export function turnedAway(heard: string, { quote }: TalkContext): Failed {
  return failed("turned-away", `the server turns us away: ${quote(heard)}`);
}

export function noStartTls(heard?: string, context?: TalkContext): Failed {
  const said = heard && context ? `: ${context.quote(heard)}` : "";
  return failed(
    "no-starttls",
    said === ""
      ? "the server does not offer STARTTLS"
      : `the server refuses to begin TLS${said}`,
  );
}
