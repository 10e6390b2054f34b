import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { createConnector } from "../../net/create-connector.ts";
import { until } from "../../testing/until.ts";
import { Connections, type Keeping } from "./connections.ts";
import type { Handed } from "./handed.ts";

/** A connection, as the server sees it. */
interface Line {
  /** Counted from 1. */
  number: number;
  /** What was said on it, a command with its first word and address. */
  said: string[];
  /** Mails that were accepted on it. */
  taken: number;
}

/** What is said otherwise than "yes": a reply, "reset" for a connection that is reset, or "silence". */
type Mood = (command: string, line: Line) => string | undefined;

class FewWords {
  readonly lines: Line[] = [];
  /** Who each accepted mail was for. */
  readonly taken: string[] = [];
  readonly sockets = new Set<Socket>();
  /** Most connections at once. */
  most = 0;
  mood: Mood;

  constructor(mood: Mood) {
    this.mood = mood;
  }

  readonly meet = (socket: Socket): void => {
    const line: Line = { number: this.lines.length + 1, said: [], taken: 0 };
    this.lines.push(line);
    let isBody = false;
    let to = "";
    let rest = "";
    const say = (command: string, usual: string): boolean => {
      const answer = this.mood(command, line);
      if (answer === "reset") socket.resetAndDestroy();
      else if (answer !== "silence") socket.write(`${answer ?? usual}\r\n`);
      return answer === undefined;
    };
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (piece) => {
      rest += piece.toString();
      const words = rest.split("\r\n");
      rest = words.pop() ?? "";
      for (const word of words) {
        if (isBody && word !== ".") continue;
        const command = isBody ? "." : word;
        line.said.push(command.replace(/ (SIZE|BODY)=\S+/gu, ""));
        isBody = false;
        to = /^RCPT TO:<(.*)>/u.exec(command)?.[1] ?? to;
        if (command === ".") {
          this.taken.push(to);
          line.taken += 1;
        }
        if (command === "DATA") isBody = say(command, "354 go on");
        else say(command, "250 yes");
        if (command === "QUIT") socket.end();
      }
    });
    if (!say("", "220 few words")) return void socket.end();
    this.sockets.add(socket);
    this.most = Math.max(this.most, this.sockets.size);
  };
}

async function meet(
  t: TestContext,
  mood: Mood,
  keeping: Partial<Keeping> = {},
): Promise<{
  server: FewWords;
  begun: string[];
  hand: (to: string, more?: { ms?: number; now?: number }) => Promise<Handed>;
}> {
  const server = new FewWords(mood);
  const listening = createServer(server.meet).listen(0, "127.0.0.1");
  await once(listening, "listening");
  t.after(() => {
    for (const socket of server.sockets) socket.destroy();
    listening.close();
  });
  const { port } = listening.address() as AddressInfo;
  const host = "127.0.0.1";
  const connections = new Connections(
    { host, port, secure: false, login: null, requireTls: false },
    createConnector({ allowNetworks: ["127.0.0.1"] }),
    keeping,
  );
  const begun: string[] = [];
  const hand = (to: string, { ms = 10_000, now = 0 } = {}): Promise<Handed> =>
    connections.handOver(
      { from: "status@example.org", to, bytes: Buffer.from("Subject: x\n\n") },
      {
        now,
        timeoutMs: ms,
        beforeWriting: async () => void begun.push(to),
      },
    );
  return { server, begun, hand };
}

const ada = "ada@example.org";
const ben = "ben@example.org";
const cyd = "cyd@example.org";

test("mails that follow each other go over one connection", async (t) => {
  const { server, hand } = await meet(t, () => undefined);
  for (const to of [ada, ben, cyd]) assert.ok((await hand(to)).ok);
  assert.deepEqual(server.taken, [ada, ben, cyd]);
  assert.equal(server.lines.length, 1);
});

test("after a refusal the next goes over the same connection, reset before", async (t) => {
  const { server, begun, hand } = await meet(t, (command) =>
    command.includes(ben) ? "550 5.1.1 no such user" : undefined,
  );
  assert.ok((await hand(ada)).ok);
  const refused = await hand(ben);
  assert.partialDeepStrictEqual(refused, { ok: false, code: 550 });
  assert.ok((await hand(cyd)).ok);
  assert.deepEqual(server.taken, [ada, cyd]);
  assert.deepEqual(begun, [ada, cyd]);
  const [line, ...more] = server.lines;
  assert.deepEqual(more, []);
  const said = line?.said ?? [];
  assert.equal(said[said.indexOf(`RCPT TO:<${ben}>`) + 1], "RSET");
  assert.equal(said.filter((word) => word === "RSET").length, 1);
});

/** What ends a connection between two mails, or when the second of it is begun. */
const ends: { name: string; mood: Mood; between?: (socket: Socket) => void }[] =
  [
    {
      name: "a connection that is reset between two mails",
      mood: () => undefined,
      between: (socket) => socket.resetAndDestroy(),
    },
    {
      name: "a server that closes an idle connection",
      mood: () => undefined,
      between: (socket) => socket.end("421 4.4.2 idle for too long\r\n"),
    },
    {
      name: "a server that closes without a word",
      mood: () => undefined,
      between: (socket) => socket.end(),
    },
    {
      name: "a second mail that finds the connection reset",
      mood: (command, { number, taken }) =>
        number === 1 && taken > 0 && command.startsWith("MAIL")
          ? "reset"
          : undefined,
    },
    {
      name: "a server that takes one mail on each connection",
      mood: (command, { taken }) =>
        taken > 0 && command.startsWith("MAIL")
          ? "421 4.7.0 too many messages in this session"
          : undefined,
    },
    {
      name: "421 to the recipient of the second mail",
      mood: (command, { taken }) =>
        taken > 0 && command.startsWith("RCPT")
          ? "421 4.7.0 too many"
          : undefined,
    },
  ];

for (const { name, mood, between } of ends)
  test(`${name}: the next mail goes over another, once`, async (t) => {
    const { server, begun, hand } = await meet(t, mood);
    assert.ok((await hand(ada)).ok);
    for (const socket of server.sockets) between?.(socket);
    assert.ok((await hand(ben)).ok);
    assert.deepEqual(server.taken, [ada, ben]);
    assert.deepEqual(begun, [ada, ben]);
    assert.equal(server.lines.length, 2);
  });

test("after the body was sent over a kept connection nobody sends it again unasked", async (t) => {
  const { server, begun, hand } = await meet(t, (command, { number, taken }) =>
    number === 1 && taken === 2 && command === "." ? "reset" : undefined,
  );
  assert.ok((await hand(ada)).ok);
  const cut = await hand(ben);
  assert.partialDeepStrictEqual(cut, { ok: false, wasWritten: true });
  assert.equal(cut.ok ? 0 : cut.code, undefined);
  assert.deepEqual(server.taken, [ada, ben]);
  assert.deepEqual(begun, [ada, ben]);
});

const many = Array.from({ length: 20 }, (_, each) => `r${each}@example.org`);

test("many at once share a few connections", async (t) => {
  const { server, hand } = await meet(t, () => undefined, { most: 3 });
  const handed = await Promise.all(many.map((to) => hand(to)));
  assert.ok(handed.every(({ ok }) => ok));
  assert.deepEqual(server.taken.toSorted(), many.toSorted());
  assert.equal(server.most, 3);
  assert.equal(server.lines.length, 3);
});

test("a server that wants fewer connections gets fewer, and later as many as before", async (t) => {
  const { server, hand } = await meet(t, (command) =>
    command === "" && server.sockets.size >= 2
      ? "421 4.7.0 too many connections"
      : undefined,
  );
  const handed = await Promise.all(many.map((to) => hand(to)));
  assert.ok(handed.every(({ ok }) => ok));
  assert.deepEqual(server.taken.toSorted(), many.toSorted());
  const tried = server.lines.length;
  assert.ok(tried <= 12, `${tried} connections`);
  await Promise.all(many.map((to) => hand(to)));
  assert.equal(server.lines.length, tried, "it is not asked for more again");
  server.mood = () => undefined;
  await Promise.all(many.map((to) => hand(to, { now: 6 * 60_000 })));
  assert.ok(server.most > 2);
});

test("a server that takes no connection at all is a failure, of each and at once", async (t) => {
  const { hand } = await meet(t, (command) =>
    command === "" ? "421 4.3.2 going down" : undefined,
  );
  const handed = await Promise.all(many.map((to) => hand(to)));
  for (const one of handed)
    assert.partialDeepStrictEqual(one, {
      ok: false,
      code: 421,
      wasWritten: false,
    });
});

test("a server that was away for a moment is not taken for one that wants fewer connections", async (t) => {
  const { server, hand } = await meet(t, () => "reset");
  const handed = await Promise.all(many.map((to) => hand(to)));
  assert.ok(handed.every(({ ok }) => !ok));
  server.mood = () => undefined;
  await Promise.all(many.map((to) => hand(to)));
  assert.deepEqual(server.taken.toSorted(), many.toSorted());
  assert.equal(server.most, 8);
});

test("a connection is given up when it served enough, was open long enough or is idle", async (t) => {
  const { server, hand } = await meet(t, () => undefined, {
    mails: 2,
    lifeMs: 1_000,
    idleMs: 20,
  });
  for (const to of [ada, ben, cyd]) await hand(to);
  assert.deepEqual(
    server.lines.map(({ taken }) => taken),
    [2, 1],
  );
  await until("all are closed", async () => server.sockets.size === 0);
  assert.deepEqual(
    server.lines.map(({ said }) => said.at(-1)),
    ["QUIT", "QUIT"],
  );
  await hand(ada, { now: 0 });
  await hand(ben, { now: 1_001 });
  await hand(cyd, { now: 1_001 });
  assert.equal(server.lines.at(-1)?.taken, 1, "the old one took its last mail");
});

test("whoever waits for a connection waits no longer than the deadline", async (t) => {
  const { server, begun, hand } = await meet(
    t,
    (command) => (command.includes(ada) ? "silence" : undefined),
    { most: 1 },
  );
  const [silent, late] = await Promise.all([
    hand(ada, { ms: 200 }),
    hand(ben, { ms: 100 }),
  ]);
  assert.partialDeepStrictEqual(silent, { ok: false, wasWritten: false });
  assert.partialDeepStrictEqual(late, {
    ok: false,
    kind: "network",
    reason: "no connection was free in time",
  });
  assert.ok((await hand(cyd)).ok, "nobody stands in its way");
  assert.deepEqual([server.taken, begun], [[cyd], [cyd]]);
});
