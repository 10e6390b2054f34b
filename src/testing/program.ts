import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { systemClock } from "../base/clock.ts";
import type { Outside } from "./outside.ts";

const root = resolve(import.meta.dirname, "../..");
const START_WITHIN_MS = 120_000;

/** The real program as a process of its own. */
export class Program {
  readonly #child: ChildProcess;
  /** What it logged, line by line; lines that are no JSON stand as `{msg}`. */
  readonly lines: {
    level?: string;
    msg?: string;
    port?: number;
    [key: string]: unknown;
  }[] = [];
  #port: number | undefined;
  readonly ended: Promise<{
    code: number | null;
    signal: NodeJS.Signals | null;
  }>;

  constructor(environment: Record<string, string>) {
    this.#child = spawn(process.execPath, [join(root, "src/main.ts")], {
      cwd: environment["DATA_DIR"],
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
        LOG_LEVEL: "info",
        PORT: "0",
        BIND: "127.0.0.1",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.ended = once(this.#child, "exit").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null)
        createInterface({ input: stream }).on("line", (line) =>
          this.#read(line),
        );
    }
  }

  #read(line: string): void {
    try {
      const parsed = JSON.parse(line) as { port?: number };
      this.lines.push(parsed);
      this.#port ??= parsed.port;
    } catch {
      this.lines.push({ msg: line });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get url(): string {
    if (this.#port === undefined)
      throw new Error("the program has told no port");
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves when it is on watch; throws what it said where it ended instead. */
  async ready(withinMs = START_WITHIN_MS): Promise<this> {
    const deadline = Date.now() + withinMs;
    let hasEnded = false;
    void this.ended.then(() => (hasEnded = true));
    while (!this.lines.some(({ msg }) => msg?.includes("on watch"))) {
      if (hasEnded || Date.now() > deadline)
        throw new Error(`the program did not start:\n${this.said()}`);
      await systemClock.sleep(20);
    }
    return this;
  }

  said(): string {
    return this.lines.map((line) => JSON.stringify(line)).join("\n");
  }

  /** As an operator stops it; resolves with its exit code when it is gone. */
  async stop(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return (await this.ended).code;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }
}

/** The settings that lead a program into a test's own world. */
export function settingsFor(
  world: Outside,
  databaseUrl: string,
): Record<string, string> {
  const { slackApiUrl, credentials, url } = world.sandbox;
  const witness = new URL(world.targetUrl("witness"));
  return {
    DATABASE_URL: databaseUrl,
    SLACK_API_URL: slackApiUrl,
    SLACK_BOT_TOKEN: credentials.slack.botToken,
    SLACK_APP_TOKEN: credentials.slack.appToken,
    SLACK_COMMANDS: "/allswell,/aw",
    TWITTER_API_URL: url,
    TWITTER_APP_KEY: credentials.twitter.appKey,
    TWITTER_APP_SECRET: credentials.twitter.appSecret,
    ALLOW_NETWORKS: "127.0.0.0/8",
    WITNESSES: `${witness.hostname}:${witness.port}`,
    SECRET_KEY: "a key for tests, of enough characters",
  };
}

/** Starts the program; killed with the test where it still runs. */
export async function startProgram(
  t: TestContext,
  environment: Record<string, string>,
): Promise<Program> {
  const dataDir = await temporaryFolder(t);
  const program = new Program({ DATA_DIR: dataDir, ...environment });
  t.after(() => program.kill());
  return program;
}

export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "allswell-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
