import type { Socket } from "node:net";
import type { Secured } from "../../net/connector.ts";
import type { ProbeContext } from "../check.ts";
import type { Failed } from "../starttls/incoming.ts";
import { secureTo, type TlsWishes } from "./open.ts";
import type { Progress } from "./progress.ts";

/** Speaks TLS and hangs up where the certificate is not good: no password reaches a server that is not who it should be. */
export async function secureVerified(
  socket: Socket,
  { verifyTls, ...wishes }: TlsWishes & { verifyTls: boolean },
  context: ProbeContext,
  progress: Progress,
): Promise<Secured | Failed> {
  const secured = await secureTo(socket, wishes, context, progress);
  if (!secured.ok) return secured;
  const { problem } = secured.certificate;
  if (problem === undefined || !verifyTls) return secured;
  secured.socket.destroy();
  return { ok: false, failure: problem };
}
