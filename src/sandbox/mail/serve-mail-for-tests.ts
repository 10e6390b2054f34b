import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import express from "express";
import { Faults } from "../faults.ts";
import { ask, serve } from "../serve-for-tests.ts";
import { createMail, type MailInbox, type MailOptions } from "./index.ts";
import type { Mail } from "./state.ts";

/** A conversation with the inbox, line by line; "closed" is the last word of a connection that ended. */
export class Conversation {
  readonly #socket: Socket;
  readonly #lines: string[] = [];
  #tell: () => void = () => {};

  private constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    const heard = (line: string): void => {
      this.#lines.push(line);
      this.#tell();
    };
    const lines = createInterface({ input: this.#socket });
    lines.on("line", heard);
    // A reset is heard as the end: readline passes the socket's error on.
    lines.on("error", () => {});
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => heard("closed"));
  }

  static async open(port: number): Promise<Conversation> {
    const conversation = new Conversation(port);
    await once(conversation.#socket, "connect");
    return conversation;
  }

  /** The next whole answer, its lines joined; undefined when none comes within this time. */
  async hear(patienceMs = 5000): Promise<string | undefined> {
    const answer = [];
    for (;;) {
      const line = await this.#line(patienceMs);
      if (line === undefined) return undefined;
      answer.push(line);
      if (!/^\d{3}-/.test(line)) return answer.join("\n");
    }
  }

  async say(line: string, patienceMs?: number): Promise<string | undefined> {
    this.#socket.write(`${line}\r\n`);
    return this.hear(patienceMs);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #line(patienceMs: number): Promise<string | undefined> {
    const deadline = performance.now() + patienceMs;
    while (this.#lines.length === 0) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#tell = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#lines.shift();
  }
}

export interface ServedMail {
  mail: MailInbox;
  faults: Faults;
  /** A connection that was greeted, and has said EHLO. */
  greeted(): Promise<Conversation>;
  /** A connection that nobody has spoken on. */
  connected(): Promise<Conversation>;
  control(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
  mails(query?: string): Promise<Mail[]>;
  stop(): Promise<void>;
}

export async function serveMail(
  options: Partial<MailOptions> = {},
): Promise<ServedMail> {
  const faults = new Faults();
  const mail = createMail({
    faults,
    changed: () => {},
    now: () => Date.parse("2026-11-20T12:00:00Z"),
    ...options,
  });
  const port = Number(new URL(await mail.start()).port);
  const app = express();
  app.use("/control/mail", mail.control);
  const served = await serve(app);
  const control: ServedMail["control"] = (method, path, body) =>
    ask(method, `${served.url}/control/mail${path}`, body);
  return {
    mail,
    faults,
    control,
    connected: () => Conversation.open(port),
    greeted: async () => {
      const conversation = await Conversation.open(port);
      assert.match((await conversation.hear()) ?? "", /^220 /);
      assert.match((await conversation.say("EHLO test")) ?? "", /^250 /m);
      return conversation;
    },
    mails: async (query = "") => {
      const { body } = await control("GET", `/messages${query}`);
      return (body as { messages: Mail[] }).messages;
    },
    async stop() {
      await mail.stop();
      await served.stop();
    },
  };
}

/** A message that is in order, with these lines instead of those of the same name, or more. */
export function letter(
  changes: Record<string, string> = {},
  body = "Datastore is down.",
): string {
  const headers: Record<string, string> = {
    From: "allswell <watch@example.org>",
    To: "ada@example.org",
    Date: "Fri, 20 Nov 2026 12:00:00 +0000",
    "Message-ID": "<1@example.org>",
    Subject: "Datastore is down",
    ...changes,
  };
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}`);
  return [...lines, "", body].join("\r\n");
}

/** Envelope and DATA; the answer to the message. */
export async function deliver(
  conversation: Conversation,
  text: string,
  to = "ada@example.org",
): Promise<string | undefined> {
  assert.match(
    (await conversation.say("MAIL FROM:<watch@example.org>")) ?? "",
    /^250/,
  );
  assert.match((await conversation.say(`RCPT TO:<${to}>`)) ?? "", /^250/);
  assert.match((await conversation.say("DATA")) ?? "", /^354/);
  return conversation.say(`${text}\r\n.`);
}
