import * as z from "zod";
import type { Socket } from "node:net";
import type { Facts, ProbeResult, Reason } from "../domain/result.ts";
import type { Connected } from "../net/connector.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince, tenths } from "./milliseconds.ts";
import { outcomeOf } from "./outcomes.ts";
import { answerText, isExpected, MAX_ANSWER_BYTES } from "./port/answer.ts";
import { sentBytes } from "./port/send-text.ts";
import {
  evenIfIncomplete,
  familyOf,
  judgePort,
  portFields,
} from "./port/settings.ts";
import { whySlow } from "./slow.ts";
import { timedOut } from "./timed-out.ts";
import { readAnswer, type Heard } from "./tcp/read-answer.ts";

/**
 * How long an open port may take to greet us, or to show that nobody is behind it: proxies accept first and hang up when
 * they find no server. Two round trips are added, because both take as long as that to arrive.
 */
const GREETING_MS = 150;

const settings = z
  .strictObject(
    portFields({
      placeholder: "server.example.org:6379",
      send: "Sent once the port is open; \\r \\n \\t \\0 \\\\ and bytes such as \\x1f can be written. Keep secrets out of here.",
      expect:
        "A regular expression (RE2) to be found in the first 16 KiB of the answer or greeting. Without it any answer to what is sent will do, and where nothing is sent, a port that opens and does not hang up at once.",
    }),
  )
  .superRefine((typed, context) => judgePort(typed, context), evenIfIncomplete);

type TcpSettings = z.infer<typeof settings>;

/** A TCP port: it opens, and says what it should. */
export const tcp = defineCheck({
  label: "TCP port",
  settings,
  target: "host",
  defaults: { everyMs: 60_000, timeoutMs: 10_000 },
  describe: (typed) => {
    const { host, port } = hostAndPortOf(typed);
    return joinHostAndPort(host, port);
  },
  host: (typed) => hostAndPortOf(typed).host,
  probe,
});

async function probe(
  typed: TcpSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const started = performance.now();
  const { connector, signal, timeoutMs } = context;
  let step = "looking up the name";
  const connected = await connector.connect({
    ...hostAndPortOf(typed),
    family: familyOf(typed.family),
    signal,
    onStep: (next) => {
      if (next === "connecting") step = next;
    },
  });
  if (!connected.ok) {
    const reason = signal.aborted
      ? timedOut(timeoutMs, step)
      : connected.failure;
    return { outcome: outcomeOf(reason.kind), latencyMs: null, reason };
  }
  const openedMs = elapsedSince(started);
  const heard = await converse(connected.socket, typed, connected, signal);
  const answeredMs = elapsedSince(started);
  const facts = factsOf(connected, heard, typed);
  const down = whyDown(heard, typed, context);
  if (down !== undefined) {
    const latencyMs = heard.answer.length > 0 ? answeredMs : null;
    return { outcome: "down", latencyMs, reason: down, facts };
  }
  const latencyMs = isPlain(typed) ? openedMs : answeredMs;
  const slow = whySlow(latencyMs, typed.slow);
  return slow === undefined
    ? { outcome: "up", latencyMs, facts }
    : { outcome: "degraded", latencyMs, reason: slow, facts };
}

/** Whether it is only asked that the port opens. */
function isPlain({ send, expect }: TcpSettings): boolean {
  return send === undefined && expect === undefined;
}

async function converse(
  socket: Socket,
  typed: TcpSettings,
  { connectMs }: Connected,
  signal: AbortSignal,
): Promise<Heard> {
  try {
    if (typed.send !== undefined) socket.write(sentBytes(typed.send));
    return await readAnswer(socket, {
      isEnough: (answer) => isExpected(answer, typed.expect),
      patienceMs: isPlain(typed) ? GREETING_MS + 2 * connectMs : undefined,
      signal,
    });
  } finally {
    socket.destroy();
  }
}

function whyDown(
  { answer, ending }: Heard,
  typed: TcpSettings,
  { quote, timeoutMs }: ProbeContext,
): Reason | undefined {
  if (ending === "enough") return undefined;
  // The port is open, which is all that was asked.
  if (isPlain(typed) && (ending === "waited" || ending === "aborted"))
    return undefined;
  if (answer.length > 0 && typed.expect !== undefined) {
    const where =
      ending === "full"
        ? `the first ${MAX_ANSWER_BYTES / 1_024} KiB of the answer`
        : "the answer";
    return {
      kind: "pattern-missing",
      text: `pattern ${quote(typed.expect)} not found in ${where} ${quote(answerText(answer))}`,
    };
  }
  if (ending === "aborted")
    return timedOut(timeoutMs, "waiting for the answer");
  return ending === "reset"
    ? { kind: "reset", text: "connection reset without an answer" }
    : { kind: "closed", text: "connection closed without an answer" };
}

function factsOf(
  { address, dnsMs, connectMs }: Connected,
  { answer, firstByteMs }: Heard,
  { send }: TcpSettings,
): Facts {
  return {
    address,
    dnsMs: tenths(dnsMs),
    connectMs: tenths(connectMs),
    ...(firstByteMs !== undefined && {
      firstByteMs: tenths(firstByteMs),
      bytes: answer.length,
      [send === undefined ? "banner" : "answer"]: answerText(answer),
    }),
  };
}
