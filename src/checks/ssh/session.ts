import type { Socket } from "node:net";
import ssh2, { type Client } from "ssh2";
import type { ProbeContext } from "../check.ts";
import type { Progress } from "../connection/progress.ts";
import { elapsedSince } from "../milliseconds.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import { algorithmsFor } from "./algorithms.ts";
import { readOffers, sshFailure } from "./failures.ts";
import { noGreeting, watchGreeting } from "./greeting.ts";
import { readHostKey, type HostKey } from "./host-key.ts";
import { createLogin, type Credentials } from "./login.ts";
import type { Reason } from "../../domain/result.ts";

export interface Opening {
  socket: Socket;
  /** The type of the host key that is known; empty where none is. */
  knownKeyType: string;
  /** Why the key that the server shows will not do; asked before anything secret is said. */
  judgeKey: (key: HostKey) => Reason | undefined;
  /** Undefined where nobody logs in. */
  credentials: Credentials | undefined;
  context: ProbeContext;
  progress: Progress;
  /** Told once the server has proved that it has the key. */
  onProved: (key: HostKey) => void;
}

export interface Session {
  ok: true;
  client: Client;
  /** Resolves when the connection breaks, whatever is under way. */
  broken: Promise<Failed>;
}

/** Speaks SSH on a connected socket, and logs in where there are credentials. The socket is the caller's to destroy. */
export function openSession(opening: Opening): Promise<Session | Failed> {
  const { socket, credentials, context, progress } = opening;
  const { quote, signal } = context;
  const client = new ssh2.Client();
  const opened = Promise.withResolvers<Session>();
  const broken = Promise.withResolvers<Failed>();
  const login = credentials && createLogin(credentials, quote);
  const offers = readOffers();
  let key: HostKey | undefined;

  progress.step = "waiting for the greeting";
  let stepBegan = performance.now();
  const took = (name: "handshakeMs" | "loginMs") => {
    progress.facts[name] = elapsedSince(stepBegan);
    stepBegan = performance.now();
  };
  const greeting = watchGreeting(socket, {
    quote,
    onWords: (words) => {
      progress.step = `waiting for the greeting, and it says ${words}`;
    },
    onRefusal: broken.resolve,
  });
  const onClosed = () => {
    const heard = greeting.heard();
    broken.resolve(
      heard === ""
        ? failed("closed", `connection closed while ${progress.step}`)
        : noGreeting(heard, quote),
    );
  };
  function onError(error: Error & { level?: string }): void {
    if (error.level === "protocol") return onClosed();
    broken.resolve(
      error.level === "client-authentication" && login !== undefined
        ? login.failure()
        : sshFailure(error, progress.step, offers.offer, quote),
    );
  }
  function hostVerifier(bytes: Buffer): boolean {
    key = readHostKey(bytes);
    progress.facts["hostKey"] = key.fingerprint;
    progress.facts["hostKeyType"] = key.type;
    const problem = opening.judgeKey(key);
    if (problem !== undefined) broken.resolve({ ok: false, failure: problem });
    return problem === undefined;
  }
  const succeed = () =>
    opened.resolve({ ok: true, client, broken: broken.promise });

  client.on("error", onError).on("end", onClosed).on("close", onClosed);
  client.on("change password", () =>
    broken.resolve(
      failed("login-failed", "the password has expired: it must be changed"),
    ),
  );
  client.once("handshake", () => {
    took("handshakeMs");
    if (key !== undefined) opening.onProved(key);
    progress.step = "logging in";
    if (credentials === undefined) succeed();
  });
  client.once("ready", () => {
    took("loginMs");
    succeed();
  });
  // Stays on until the signal is gone: a probe that is over hears nothing of it any more.
  signal.addEventListener(
    "abort",
    () => broken.resolve(failed("aborted", "stopped")),
    { once: true },
  );
  if (signal.aborted) broken.resolve(failed("aborted", "stopped"));
  client.connect({
    sock: socket,
    username: credentials?.username ?? "",
    readyTimeout: 0,
    algorithms: algorithmsFor(opening.knownKeyType),
    hostVerifier,
    debug: (line) => {
      offers.onDebug(line);
      noteGreeting(line);
    },
    ...(login && { authHandler: login.next }),
  });
  function noteGreeting(line: string): void {
    if (!line.startsWith("Remote ident")) return;
    progress.facts["software"] = greeting.software() ?? "";
    progress.step = "exchanging keys";
  }
  return Promise.race([opened.promise, broken.promise]);
}
