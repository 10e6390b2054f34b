import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Database } from "./database.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Targets } from "./targets.ts";

const main = join(import.meta.dirname, "../../src/main.ts");

export interface ProgramOptions {
  database: Database;
  sandbox: Sandbox;
  targets: Targets;
  /** Of the environment, besides what every measurement needs. */
  settings?: Readonly<Record<string, string>>;
  /** Where it leaves a CPU profile; undefined for none. */
  profile: string | undefined;
  /** Is told what it complains of. */
  say: (text: string) => void;
}

/** The real program, as `npm start` starts it, all roles in one process; it knows nothing of being measured. */
export class Program implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  #port = 0;

  private constructor(child: ChildProcess, dataDir: string) {
    this.#process = child;
    this.#dataDir = dataDir;
  }

  /** Resolves when it is on watch. */
  static async start(options: ProgramOptions): Promise<Program> {
    const dataDir = await mkdtemp(join(tmpdir(), "allswell-bench-program-"));
    const profiling =
      options.profile === undefined
        ? []
        : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
    const child = spawn(process.execPath, [...profiling, main], {
      cwd: dataDir, // no .env here
      env: environment(options, dataDir),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const program = new Program(child, dataDir);
    await Promise.race([
      program.#onWatch(options.say),
      once(child, "exit").then(() => {
        throw new Error("the program ended");
      }),
    ]);
    return program;
  }

  get pid(): number {
    return this.#process.pid ?? 0; // known since it is on watch
  }

  /** Of its web server. */
  get port(): number {
    return this.#port;
  }

  /** Follows its log: complaints are passed on, the line with its roles says that it is on watch. */
  #onWatch(say: (text: string) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { stdout } = this.#process;
    if (stdout === null) throw new Error("standard output is a pipe");
    createInterface(stdout).on("line", (line) => {
      const { level, roles, port } = JSON.parse(line) as {
        level: string;
        roles?: string[];
        port?: number;
      };
      this.#port = port ?? this.#port;
      if (roles !== undefined) resolve();
      if (level !== "info") say(`the program says: ${line}`);
    });
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      await exited;
    }
    await rm(this.#dataDir, { recursive: true });
  }
}

function environment(
  { database, sandbox, targets, settings }: ProgramOptions,
  dataDir: string,
): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    PORT: "0",
    BIND: "127.0.0.1",
    ALLOW_NETWORKS: "127.0.0.0/8",
    WITNESSES: targets.witness,
    SLACK_BOT_TOKEN: sandbox.hello.botToken,
    SLACK_APP_TOKEN: sandbox.hello.appToken,
    SLACK_API_URL: sandbox.hello.slackApiUrl,
    SLACK_COMMANDS: "/allswell",
    ...settings,
  };
}
