import assert from "node:assert/strict";
import {
  after,
  afterEach,
  before,
  beforeEach,
  describe,
  test,
} from "node:test";
import type { Fault, FaultKind } from "../faults.ts";
import {
  deliver,
  letter,
  serveMail,
  type Conversation,
  type ServedMail,
} from "./serve-mail-for-tests.ts";

/** Long enough for an answer, short enough for a test of its absence. */
const PATIENCE_MS = 150;

describe("the inbox", () => {
  let served: ServedMail;
  before(async () => {
    served = await serveMail();
  });
  after(() => served.stop());

  test("takes a message as it is, for any address, and reads it", async () => {
    const text = letter(
      {
        Subject: "=?UTF-8?Q?caf=C3=A9?= is\r\n down",
        References: "<0@example.org>\r\n <00@example.org>",
      },
      "first line\r\n..a dot in front\r\nlast line",
    );
    const conversation = await served.greeted();
    assert.match((await deliver(conversation, text)) ?? "", /^250/);
    const [mail] = await served.mails();
    assert.equal(mail?.from, "watch@example.org");
    assert.deepEqual(mail.to, ["ada@example.org"]);
    assert.equal(mail.subject, "café is down");
    assert.equal(mail.messageId, "<1@example.org>");
    assert.deepEqual(mail.references, ["<0@example.org>", "<00@example.org>"]);
    assert.equal(mail.text, "first line\r\n.a dot in front\r\nlast line\r\n");
    assert.equal(mail.html, null);
    assert.equal(mail.raw, `${text.replace("\r\n..", "\r\n.")}\r\n`);
    assert.equal(mail.at, Date.parse("2026-11-20T12:00:00Z"));
    conversation.close();
  });

  test("several recipients, several messages on one connection", async () => {
    const conversation = await served.greeted();
    await conversation.say("MAIL FROM:<watch@example.org>");
    await conversation.say("RCPT TO:<ben@example.org>");
    await conversation.say("RCPT TO:<cleo@example.org>");
    await conversation.say("DATA");
    await conversation.say(`${letter()}\r\n.`);
    const second = letter({ "Message-ID": "<2@example.org>" });
    await deliver(conversation, second, "cleo@example.org");
    const forCleo = await served.mails("?to=cleo@example.org");
    assert.deepEqual(
      forCleo.map(({ to, messageId }) => [to.length, messageId]),
      [
        [2, "<1@example.org>"],
        [1, "<2@example.org>"],
      ],
    );
    assert.match((await conversation.say("QUIT")) ?? "", /^221/);
  });

  test("a message that is not in order is refused and not recorded", async () => {
    const count = (await served.mails()).length;
    const conversation = await served.greeted();
    const answer = await deliver(conversation, letter({ "Message-ID": "" }));
    assert.match(
      answer ?? "",
      /^550 5\.7\.1 there must be exactly one Message-ID/,
    );
    assert.equal((await served.mails()).length, count);
    conversation.close();
  });

  test("a reader can wait for the next message", async () => {
    const { last } = (await served.control("GET", "/messages")).body as {
      last: number;
    };
    const waiting = served.mails(`?after=${last}&wait=30000`);
    const conversation = await served.greeted();
    await deliver(conversation, letter({ Subject: "waited for" }));
    assert.deepEqual(
      (await waiting).map(({ subject }) => subject),
      ["waited for"],
    );
    conversation.close();
  });

  test("a recipient can be refused for good or for now, and taken again", async () => {
    const address = "gone@example.org";
    const refuse = (body: object) => served.control("POST", "/refusals", body);
    const rcpt = async (): Promise<string> => {
      const conversation = await served.greeted();
      await conversation.say("MAIL FROM:<watch@example.org>");
      const answer = await conversation.say("RCPT TO:<Gone@example.org>");
      conversation.close();
      return answer ?? "";
    };
    await refuse({ address });
    assert.match(await rcpt(), /^550 5\.1\.1 no such user/);
    await refuse({ address, code: 451, text: "4.7.1 greylisted" });
    assert.match(await rcpt(), /^451 4\.7\.1 greylisted/);
    await served.control("DELETE", `/refusals/${address}`);
    assert.match(await rcpt(), /^250/);
    const bad = await refuse({ address, code: 250 });
    assert.equal(bad.status, 400);
  });
});

describe("faults on demand", () => {
  let served: ServedMail;
  beforeEach(async () => {
    served = await serveMail();
  });
  afterEach(() => served.stop());

  const add = (on: string, kind: FaultKind, more: Partial<Fault> = {}): void =>
    served.faults.add({ on, kind, times: 1, ...more });

  const upToData = async (): Promise<Conversation> => {
    const conversation = await served.greeted();
    await conversation.say("MAIL FROM:<watch@example.org>");
    await conversation.say("RCPT TO:<ada@example.org>");
    await conversation.say("DATA");
    return conversation;
  };

  /** What is heard after the message, and how many were recorded. */
  const table: [kind: FaultKind, heard: RegExp | undefined, count: number][] = [
    ["500", /^451 4\.3\.0/, 0],
    ["error", /^550 5\.7\.1 refused/, 0],
    ["429", /^421 4\.7\.0/, 0],
    ["garbage", /^<html>/, 0],
    ["reset", /^closed$/, 0],
    ["hang", undefined, 0],
    ["accepted-500", /^451/, 1],
    ["accepted-reset", /^closed$/, 1],
    ["accepted-hang", undefined, 1],
  ];
  for (const [kind, heard, count] of table)
    test(`${kind} after DATA: ${String(heard)}, ${count} recorded`, async () => {
      add("mail DATA", kind);
      const conversation = await upToData();
      const patience = heard === undefined ? PATIENCE_MS : undefined;
      const answer = await conversation.say(`${letter()}\r\n.`, patience);
      if (heard === undefined) assert.equal(answer, undefined);
      else assert.match(answer ?? "", heard);
      const query = count > 0 ? "?wait=30000" : "";
      assert.equal((await served.mails(query)).length, count);
      conversation.close();
    });

  test("each moment fails on its own, and the next try is well", async () => {
    add("mail CONNECT", "429");
    const greeting = await (await served.connected()).hear();
    assert.match(greeting ?? "", /^421/);
    add("mail MAIL", "error", { status: 452, error: "4.3.1 disk full" });
    const conversation = await served.greeted();
    const mail = "MAIL FROM:<watch@example.org>";
    assert.match(
      (await conversation.say(mail)) ?? "",
      /^452 4\.3\.1 disk full/,
    );
    assert.match((await conversation.say(mail)) ?? "", /^250/);
    add("mail RCPT", "error");
    const rcpt = "RCPT TO:<ada@example.org>";
    assert.match((await conversation.say(rcpt)) ?? "", /^550/);
    assert.match((await conversation.say(rcpt)) ?? "", /^250/);
    conversation.close();
  });

  test("421 ends the connection", async () => {
    add("mail RCPT", "429");
    const conversation = await served.greeted();
    await conversation.say("MAIL FROM:<watch@example.org>");
    const answer = await conversation.say("RCPT TO:<ada@example.org>");
    assert.match(answer ?? "", /^421/);
    assert.equal(await conversation.hear(), "closed");
  });
});

describe("an inbox that wants a login", () => {
  let served: ServedMail;
  before(async () => {
    served = await serveMail({ login: { user: "allswell", pass: "secret" } });
  });
  after(() => served.stop());

  const plain = (user: string, pass: string): string =>
    `AUTH PLAIN ${Buffer.from(`\0${user}\0${pass}`).toString("base64")}`;

  test("takes nothing without, and everything with it", async () => {
    const conversation = await served.greeted();
    const mail = "MAIL FROM:<watch@example.org>";
    assert.match((await conversation.say(mail)) ?? "", /^530/);
    const wrong = await conversation.say(plain("allswell", "guess"));
    assert.match(wrong ?? "", /^535/);
    const right = await conversation.say(plain("allswell", "secret"));
    assert.match(right ?? "", /^235/);
    assert.match((await deliver(conversation, letter())) ?? "", /^250/);
    conversation.close();
  });
});

test("messages and refusals survive a restart", async () => {
  const first = await serveMail();
  const conversation = await first.greeted();
  await deliver(conversation, letter());
  conversation.close();
  await first.control("POST", "/refusals", { address: "gone@example.org" });
  const saved: unknown = JSON.parse(JSON.stringify(first.mail.snapshot()));
  await first.stop();

  const second = await serveMail();
  try {
    second.mail.load(saved);
    assert.deepEqual(second.mail.snapshot(), saved);
    assert.equal((await second.mails())[0]?.subject, "Datastore is down");
    for (const damaged of [undefined, {}, { mails: [{}], refusals: [] }])
      assert.throws(() => second.mail.load(damaged));
    assert.deepEqual(second.mail.snapshot(), saved);
  } finally {
    await second.stop();
  }
});
