import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { emptyOutput, readLine, type PingOutput } from "./output.ts";

/** Where systems have it; the last one is NixOS. Nothing else of our environment is its business. */
export const systemPath =
  "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/run/wrappers/bin";

/** Ping prints a few lines; a program that prints more than this is not ping. */
const MOST_OUTPUT_BYTES = 64 * 1_024;
const MOST_ERROR_BYTES = 4_096;

/** Ordinary users may not send faster. */
const INTERVAL_MS = 200;

export interface PingOrder {
  /** A literal address: never a name, which ping would look up by itself, and never an option. */
  address: string;
  count: number;
  /** How long all of it may take. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Directories in which the program is looked for. */
  path: string;
}

export interface PingRun extends PingOutput {
  errors: string;
  /** Why the program did not start: the code of the system call. */
  spawnFailure: string | undefined;
  /** Whether it ended by itself, and was not stopped by the signal or for what it printed. */
  hasEnded: boolean;
}

/** Runs the system's ping, without a shell. It is killed when the signal fires; its replies so far count. */
export async function runPing({
  address,
  count,
  timeoutMs,
  signal,
  path,
}: PingOrder): Promise<PingRun> {
  const output = emptyOutput();
  const sendingMs = (count - 1) * INTERVAL_MS;
  // Whole seconds are all that BusyBox knows. The signal ends what would take longer.
  const waitSeconds = Math.max(1, Math.ceil((timeoutMs - sendingMs) / 1_000));
  const interval = String(INTERVAL_MS / 1_000);
  const child = spawn(
    "ping",
    `-n -c ${count} -i ${interval} -W ${waitSeconds}`
      .split(" ")
      .concat(address),
    {
      env: { PATH: path, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
      windowsHide: true,
    },
  );
  let bytes = 0;
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_OUTPUT_BYTES) child.kill("SIGKILL");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(0, MOST_ERROR_BYTES);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => readLine(line, output));
  const { promise: ended, resolve } = Promise.withResolvers<{
    spawnFailure?: string;
    hasEnded: boolean;
  }>();
  child.on("error", (error) => {
    // Of being killed by the signal "close" tells.
    if (child.pid !== undefined) return;
    const code = "code" in error ? String(error.code) : error.name;
    resolve({ spawnFailure: code, hasEnded: false });
  });
  child.on("close", (code) => resolve({ hasEnded: code !== null }));
  const { spawnFailure, hasEnded } = await ended;
  lines.close();
  return { ...output, errors, spawnFailure, hasEnded };
}
