// An SSH server in this process that takes what logins, and answers what commands, a test wants.
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import ssh2, {
  type Algorithms,
  type AuthContext,
  type Connection,
  type ServerChannel,
  type Session,
} from "ssh2";
import type { Scope } from "./scope.ts";
import { newKey } from "../checks/contract/ssh-key.ts";

export type Method = "none" | "password" | "publickey" | "keyboard-interactive";

/** How a command ends; a function talks on the channel as it likes. */
export type Ending =
  | { stdout?: string; stderr?: string; code?: number; signal?: string }
  | ((channel: ServerChannel) => void)
  | "refused";

export interface SshManners {
  /** Private keys, PEM. */
  hostKeys?: string[];
  algorithms?: Algorithms;
  /** What it takes, in any order; the password is "hunter-password" and any key will do. */
  methods?: Method[];
  /** What it takes after the first of these was right. */
  alsoWants?: Method;
  /** What keyboard-interactive asks; the last answer must be the password. */
  prompts?: { prompt: string; echo: boolean }[];
  /** Where it stops answering. */
  stallsAt?: "login" | "session" | "exec";
  /** Told of each login that is tried; may end the connection. */
  onLogin?: (connection: Connection) => void;
  exec?: (command: string) => Ending;
}

export interface SshServer {
  port: number;
  /** The methods that were tried, in their order. */
  tried: string[];
  /** Resolves once every connection is closed. */
  allClosed(): Promise<void>;
}

export const SSH_PASSWORD = "hunter-password";

export const hostKey = newKey();

export async function startSshServer(
  test: Scope,
  manners: SshManners,
): Promise<SshServer> {
  const { hostKeys = [hostKey], algorithms } = manners;
  const sockets = new Set<Socket>();
  const tried: string[] = [];
  const server = new ssh2.Server(
    { hostKeys, ...(algorithms && { algorithms }) },
    (connection) => {
      connection.on("error", () => {});
      connection.on("authentication", (attempt) => {
        tried.push(attempt.method);
        manners.onLogin?.(connection);
        if (manners.stallsAt !== "login") judgeLogin(attempt, manners);
      });
      connection.on("session", (accept) => {
        if (manners.stallsAt !== "session") serve(accept(), manners);
      });
    },
  );
  // The library's server hands connections to itself; this counts them.
  const listener = (server as unknown as { _srv: NodeJS.EventEmitter })._srv;
  listener.on("connection", (socket: Socket) => {
    sockets.add(socket);
    // Otherwise each of its small answers waits 40 ms for an acknowledgement.
    socket.setNoDelay();
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    tried,
    allClosed: async () => {
      for (const socket of sockets)
        await new Promise((resolve) => socket.once("close", resolve));
    },
  };
}

/** Manners of which the first half was met: each such server sees one probe. */
const halfIn = new WeakSet<object>();

function judgeLogin(attempt: AuthContext, manners: SshManners): void {
  const { methods = ["password"], alsoWants } = manners;
  const { method } = attempt;
  const isSecond = halfIn.has(manners);
  const wanted = isSecond && alsoWants ? [alsoWants] : methods;
  const refuse = () => attempt.reject(wanted.filter((one) => one !== "none"));
  if (!wanted.some((one) => one === method)) return refuse();
  const welcome = (): void => {
    if (alsoWants === undefined || isSecond) return attempt.accept();
    halfIn.add(manners);
    attempt.reject([alsoWants], true);
  };
  if (attempt.method === "keyboard-interactive") {
    const prompts = manners.prompts ?? [{ prompt: "Password: ", echo: false }];
    attempt.prompt(prompts, (answers) =>
      answers.at(-1) === SSH_PASSWORD ? welcome() : refuse(),
    );
    return;
  }
  if (attempt.method === "password" && attempt.password !== SSH_PASSWORD)
    return refuse();
  welcome();
}

function serve(session: Session, { exec, stallsAt }: SshManners): void {
  session.on("exec", (accept, reject, { command }) => {
    if (stallsAt === "exec") return;
    const ending = exec?.(command) ?? { code: 0 };
    if (ending === "refused") return reject();
    const channel = accept();
    channel.on("error", () => {});
    if (typeof ending === "function") return ending(channel);
    const { stdout = "", stderr = "", code, signal } = ending;
    channel.write(stdout);
    channel.stderr.write(stderr);
    if (signal !== undefined) channel.exit(signal, false, "");
    else if (code !== undefined) channel.exit(code);
    channel.end();
  });
}
