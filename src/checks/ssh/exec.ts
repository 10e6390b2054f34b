import type { Client, ClientChannel } from "ssh2";
import { failed, type Failed } from "../starttls/incoming.ts";

/** How much of what a command prints is kept, of each of its two outputs. */
export const KEPT_BYTES = 64 * 1_024;
/** What comes after that is thrown away so that the exit code is heard; whoever prints more than this is stopped. */
const MOST_BYTES = 4 * 1_024 * 1_024;

export interface Ran {
  ok: true;
  /** Undefined where the server told none. */
  exitCode: number | undefined;
  /** "SIGKILL", where that ended it. */
  signal: string | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a command and waits for its end. Failures are "exec-refused" and "output-too-long". */
export function execute(
  client: Client,
  command: string,
  quote: (text: string) => string,
  onOutput: (bytes: Buffer) => void = () => {},
): Promise<Ran | Failed> {
  const ran = Promise.withResolvers<Ran | Failed>();
  try {
    client.exec(command, (error, channel) => {
      if (error === undefined) collect(channel, ran.resolve, onOutput);
      else
        ran.resolve(
          failed(
            "exec-refused",
            `the server runs no command for us: ${quote(error.message)}`,
          ),
        );
    });
  } catch {
    // Thrown where the connection broke a moment ago: whoever waits for that hears of it, too.
    ran.resolve(failed("closed", "connection closed before a command was run"));
  }
  return ran.promise;
}

function collect(
  channel: ClientChannel,
  resolve: (ran: Ran | Failed) => void,
  onOutput: (bytes: Buffer) => void,
): void {
  const stdout = keepHead();
  const stderr = keepHead();
  let exitCode: number | undefined;
  let signal: string | undefined;
  const onData = (head: Head) => (bytes: Buffer) => {
    head.add(bytes);
    if (head === stdout) onOutput(bytes);
    if (stdout.total() + stderr.total() <= MOST_BYTES) return;
    channel.destroy();
    const text = `it prints more than ${MOST_BYTES / 1_048_576} MiB`;
    resolve(failed("output-too-long", text));
  };
  channel.on("error", () => {});
  channel.on("data", onData(stdout));
  channel.stderr.on("data", onData(stderr));
  channel.on("exit", (code: number | null, name?: string) => {
    exitCode = code ?? undefined;
    signal = name;
  });
  channel.on("close", () =>
    resolve({
      ok: true,
      exitCode,
      signal,
      stdout: stdout.text(),
      stderr: stderr.text(),
    }),
  );
  channel.end();
}

interface Head {
  add: (bytes: Buffer) => void;
  total: () => number;
  text: () => string;
}

/** Keeps the first bytes, and counts the rest. */
function keepHead(): Head {
  const chunks: Buffer[] = [];
  let total = 0;
  return {
    add(bytes) {
      if (total < KEPT_BYTES)
        chunks.push(bytes.subarray(0, KEPT_BYTES - total));
      total += bytes.length;
    },
    total: () => total,
    text: () => Buffer.concat(chunks).toString(),
  };
}
