import type { Socket } from "node:net";
import type { Fault } from "../faults.ts";

/** The moments at which a fault can strike: "mail CONNECT", "mail MAIL", "mail RCPT", "mail DATA". */
export type Moment = "CONNECT" | "MAIL" | "RCPT" | "DATA";

/** What is said to the client; silence is an answer too. */
export type Reply = { code: number; text: string } | "silence";

/** How a fault shows in SMTP; where no answer is possible the connection is dealt with here. */
export function replyOf(fault: Fault, socket: Socket | undefined): Reply {
  switch (fault.kind) {
    case "429":
      return { code: 421, text: "4.7.0 too many, try again later" };
    case "500":
    case "accepted-500":
      return { code: 451, text: "4.3.0 local error in processing" };
    case "error":
      return {
        code: fault.status ?? 550,
        text: typeof fault.error === "string" ? fault.error : "5.7.1 refused",
      };
    case "html":
    case "garbage":
      socket?.write("<html>this is not SMTP</html>\r\n");
      return "silence";
    case "reset":
    case "accepted-reset":
      socket?.resetAndDestroy();
      return "silence";
    case "hang":
    case "accepted-hang":
      return "silence";
  }
}

/** Is the message taken before the fault strikes? */
export function isAfterAcceptance({ kind }: Fault): boolean {
  return kind.startsWith("accepted-");
}
