import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { subscribeToReportByMail } from "../../actions/mail/mail-reports.ts";
import { tidyMail } from "../../actions/mail/mail-signup.ts";
import { subscribeByMail } from "../../actions/mail/mail-subscriptions.ts";
import { mailRecipient, manageToken } from "../../actions/mail/mail-tokens.ts";
import { findTopic } from "../../actions/audience/subscriptions.ts";
import { systemClock } from "../../base/clock.ts";
import { DAY, HOUR } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { testLog } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  testSecrets,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { headerOf, mailsIn } from "../../testing/mail.ts";
import { Newsroom } from "../../testing/newsroom.ts";
import { Snapshot } from "../snapshot.ts";
import { startWeb } from "../server.ts";
import { mailRouter } from "./router.ts";

const SITE = "https://status.example.org";

class Reader {
  readonly room: Newsroom;
  readonly told: string[] = [];
  readonly #origin: string;

  private constructor(room: Newsroom, origin: string, told: string[]) {
    this.room = room;
    this.#origin = origin;
    this.told = told;
  }

  static async open(t: TestContext): Promise<Reader> {
    const room = await Newsroom.closed(t, { onX: false, foldMs: 50 });
    await makeMonitor(room.store);
    await makeMonitor(room.store, { serviceName: "Registry" });
    await makeMonitor(room.store, { serviceName: "Secret", public: false });
    await rows(
      room.store.db,
      "INSERT INTO appearances (namespace_id, title, accent) SELECT id, 'IATI <service> news', '#0b5394' FROM namespaces WHERE slug = 'iati' RETURNING 1",
    );
    const parts = {
      context: () => contextOf(room.store),
      clock: systemClock,
      log: testLog,
    };
    const snapshot = new Snapshot(parts);
    await snapshot.refresh();
    const told: string[] = [];
    const web = await startWeb({
      port: 0,
      bind: "127.0.0.1",
      log: testLog,
      routers: [
        mailRouter({
          ...parts,
          snapshot,
          urlOf: (path) => `${SITE}${path}`,
          tellOperators: async (text) => {
            told.push(text);
          },
        }),
      ],
    });
    t.after(() => web.stop());
    room.work();
    return new Reader(room, `http://127.0.0.1:${web.port}`, told);
  }

  async visit(
    path: string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string; headers: Headers }> {
    const response = await fetch(`${this.#origin}${path}`, {
      headers,
      ...(form === undefined
        ? {}
        : { method: "POST", body: new URLSearchParams(form) }),
    });
    return {
      status: response.status,
      text: await response.text(),
      headers: response.headers,
    };
  }

  async post(path: string, body: FormData | string): Promise<number> {
    const response = await fetch(`${this.#origin}${path}`, {
      method: "POST",
      body,
    });
    return response.status;
  }

  async signUp(address: string, service = "") {
    return this.visit("/n/iati/subscribe", { address, service });
  }

  /** What the mails to an address say, once all are out. */
  async mails(to: string) {
    await this.room.quiet();
    return mailsIn(this.room.world, { to });
  }
}

/** The path of the address in a mail that asks for a yes. */
function linkIn(text: string | null): string {
  const [link = ""] =
    /https:\/\/\S*\/mail\/confirm\/\S+/.exec(text ?? "") ?? [];
  return link.slice(SITE.length);
}

test("a reader asks, is asked back, hears public words only, and leaves with one request", async (t) => {
  const reader = await Reader.open(t);
  const { store } = reader.room;
  const form = await reader.visit("/n/iati/subscribe?service=registry");
  assert.equal(form.status, 200);
  assert.match(form.text, /<option value="registry" selected>Registry/);
  assert.doesNotMatch(form.text, /Secret|<script/);
  assert.match(form.headers.get("content-security-policy") ?? "", /'none'/);
  const looksLikeIati = (page: string): void => {
    assert.match(page, /href="\/n\/iati">IATI &lt;service&gt; news</);
    assert.match(page, /href="\/n\/iati\/look\.css\?v=0b5394"/);
    assert.match(page, /<link rel="icon"/);
  };
  looksLikeIati(form.text);

  const sent = await reader.signUp("ada@example.org", "datastore");
  assert.equal(sent.status, 200);
  assert.match(sent.text, /Look into your mailbox/);
  const [question] = await reader.mails("ada@example.org");
  assert.match(question?.subject ?? "", /^Please confirm: news of Datastore/);
  assert.match(question?.text ?? "", /on our page "IATI <service> news" for a/);
  const path = linkIn(question?.text ?? null);

  // A program that follows every link in a mail confirms nothing.
  const asked = await reader.visit(path);
  assert.match(asked.text, /Do you want a mail when Datastore is down/);
  looksLikeIati(asked.text);
  const all = await rows<{ id: number; name: string }>(
    store.db,
    "SELECT s.id, v.name FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id LEFT JOIN services v ON v.id = s.service_id WHERE o.channel = 'mail'",
  );
  assert.deepEqual(all, []);
  assert.equal((await reader.visit(`${path}x`)).status, 404);
  assert.equal((await reader.visit(`${path}x`, {})).status, 404);
  for (const _again of [1, 2]) {
    const done = await reader.visit(path, {});
    assert.equal(done.status, 200);
    assert.match(done.text, /You hear of Datastore by mail from now on/);
  }

  const added = await findService(reader, "Datastore");
  await believe(store, added, "down");
  const [, down, ...more] = await reader.mails("ada@example.org");
  assert.ok(down !== undefined);
  assert.deepEqual(more, []);
  assert.match(
    down.text ?? "",
    /^Datastore is down since [^]*More about it: https:\/\/status\.example\.org\/incidents\/1\r\n/,
  );
  assert.match(down.html ?? "", /class="brand" style="[^"]*#0b5394/);
  assert.doesNotMatch(down.raw, /front page/);
  assert.equal(
    headerOf(down, "List-Unsubscribe-Post"),
    "List-Unsubscribe=One-Click",
  );
  const stop = (headerOf(down, "List-Unsubscribe") ?? "").slice(
    SITE.length + 1,
    -1,
  );
  const manage = await reader.visit(stop);
  assert.match(
    manage.text,
    /To a•••••@example\.org come mails of:.*Datastore/s,
  );
  looksLikeIati(manage.text);
  assert.equal((await reader.visit(stop.slice(0, -1))).status, 404);

  const oneClick = new FormData();
  oneClick.set("List-Unsubscribe", "One-Click");
  assert.equal(await reader.post(stop, oneClick), 200);
  assert.match((await reader.visit(stop)).text, /Nothing comes to/);
  await believe(store, added, "up");
  assert.equal((await reader.mails("ada@example.org")).length, 2);
  const kept = await rows(
    store.db,
    "SELECT 1 FROM secrets WHERE name = 'mail'",
  );
  assert.deepEqual(kept, [], "the address is forgotten at once");
  assert.deepEqual(reader.told, [], "what readers do is nobody's business");
});

test("what is hidden, and called otherwise since, is named to no reader", async (t) => {
  const reader = await Reader.open(t);
  const to = "ada@example.org";
  await reader.signUp(to, "datastore");
  const [question] = await reader.mails(to);
  const path = linkIn(question?.text ?? null);
  assert.equal((await reader.visit(path, {})).status, 200);
  const manage = `/mail/${manageToken(testSecrets, mailRecipient(testSecrets, "reader", to))}`;
  assert.match((await reader.visit(manage)).text, /Datastore/);
  await rows(
    reader.room.store.db,
    "UPDATE services SET public = false, name = 'Falcon' WHERE name = 'Datastore' RETURNING 1",
  );
  for (const page of [await reader.visit(path), await reader.visit(manage)])
    assert.doesNotMatch(page.text, /Falcon/);
  const stopped = await reader.visit(manage, { stop: "all" });
  assert.match(stopped.text, /Nothing comes to/);
});

async function findService(reader: Reader, name: string) {
  const [found] = await rows<{ service: number; monitor: number }>(
    reader.room.store.db,
    "SELECT v.id AS service, m.id AS monitor FROM services v JOIN monitors m ON m.service_id = v.id WHERE v.name = $1",
    [name],
  );
  assert.ok(found !== undefined);
  return {
    service: { id: found.service },
    monitor: { id: found.monitor },
  } as Parameters<typeof believe>[1];
}

test("nobody learns whether an address is known, floods are stopped, and what was not meant is forgotten", async (t) => {
  const reader = await Reader.open(t);
  const { store } = reader.room;
  const answers = new Set<string>();
  for (let turn = 0; turn < 5; turn++) {
    const answer = await reader.signUp("Ben@example.org");
    answers.add(`${answer.status} ${answer.text}`);
  }
  answers.add(
    await reader
      .signUp("other@example.org")
      .then(({ status, text }) => `${status} ${text}`),
  );
  assert.equal(answers.size, 1, "known, flooded or new: the same page");
  // Three asked, in as many mails or in fewer that ask for all of it.
  const asked = (await reader.mails("Ben@example.org")).flatMap(({ text }) => [
    ...(text ?? "").matchAll(/\/mail\/confirm\//g),
  ]);
  assert.equal(asked.length, 3);

  // An address that bounces is switched off, and is tried again when its owner asks again.
  await reader.room.world.control("POST", "mail/refusals", {
    address: "gone@example.org",
  });
  await reader.signUp("gone@example.org");
  await reader.room.quiet();
  const off = await rows<{ off: string }>(
    store.db,
    "SELECT off_reason AS off FROM outlets WHERE off_reason IS NOT NULL",
  );
  assert.match(off[0]?.off ?? "", /550/);
  const slack = (await reader.room.world.messages()).map(({ text }) => text);
  assert.deepEqual(slack, [], "operators are not woken for it");

  const wrong: [Record<string, string>, number, RegExp][] = [
    [{ address: "nobody" }, 400, /Write an address/],
    [
      { address: "a@example.org\r\nBcc: b@example.org" },
      400,
      /Write an address/,
    ],
    [{ address: "a@example.org|b@example.org" }, 400, /Write an address/],
    [{ address: "a@example.org", service: "secret" }, 400, /Choose one/],
  ];
  for (const [fields, status, expected] of wrong) {
    const answer = await reader.visit("/n/iati/subscribe", fields);
    assert.equal(answer.status, status, JSON.stringify(fields));
    assert.match(answer.text, expected);
  }
  assert.equal((await reader.visit("/n/nothing/subscribe")).status, 404);
  for (const text of hostileTexts.filter((_, n) => n % 3 === 0)) {
    const headers = { "x-forwarded-for": `192.0.2.${text.length % 250}` };
    const answer = await reader.visit(
      "/n/iati/subscribe",
      { address: text, service: text },
      headers,
    );
    const isLong = encodeURIComponent(text.toWellFormed()).length > 4_000;
    const wanted = isLong ? [400, 413, 429] : [400, 429];
    assert.ok(wanted.includes(answer.status), text);
    assert.doesNotMatch(answer.text, /<script/);
    const token = encodeURIComponent(text.toWellFormed().slice(0, 500)) || "x";
    assert.notEqual((await reader.visit(`/mail/${token}`)).status, 500, text);
  }
  for (let turn = 0; turn < 25; turn++) await reader.signUp("nobody");
  assert.equal((await reader.signUp("nobody")).status, 429);

  const counts = async () =>
    rows<{ outlets: number; signups: number; secrets: number }>(
      store.db,
      `SELECT (SELECT count(*) FROM outlets WHERE channel = 'mail') AS outlets, (SELECT count(*) FROM mail_signups) AS signups,
         (SELECT count(*) FROM secrets WHERE name = 'mail') AS secrets`,
    );
  assert.deepEqual(await counts(), [{ outlets: 3, signups: 5, secrets: 3 }]);
  const later = contextOf(store, { now: Date.now() + 2 * DAY + HOUR });
  await tidyMail(later);
  await tidyMail(later);
  assert.deepEqual(await counts(), [{ outlets: 0, signups: 0, secrets: 0 }]);
});

test("a list sees what comes, reports too; whoever stops it is heard of", async (t) => {
  const reader = await Reader.open(t);
  const context = contextOf(reader.room.store);
  const found = await findTopic(context, "iati");
  assert.ok(found.ok);
  const ops = ["ops@example.org"];
  granted(
    await subscribeByMail(
      context,
      ops,
      { audience: "team", verbosity: "problems" },
      found.topic,
    ),
  );
  granted(
    await subscribeToReportByMail(context, ops, {
      kind: "weekly",
      namespaceId: found.topic.namespaceId,
      atMinute: 480,
    }),
  );
  const recipient = mailRecipient(testSecrets, "list", "ops@example.org");
  const path = `/mail/${manageToken(testSecrets, recipient)}`;
  const { text } = await reader.visit(path);
  assert.match(text, /come mails of:.*IATI.*weekly report of IATI/s);
  const [, report = ""] = /value="(report \d+)"/.exec(text) ?? [];
  const after = await reader.visit(path, { stop: report });
  assert.doesNotMatch(after.text, /weekly report/);
  assert.match((await reader.visit(path, { stop: "" })).text, /IATI/);
  const last = await reader.visit(path, { stop: "all" });
  assert.match(last.text, /Nothing comes to o•••••@example\.org/);
  assert.deepEqual(
    reader.told.map((one) => one.replace(/\. .*/, "")),
    [
      "Somebody who reads o•••••@example.org stopped its mails of weekly report of IATI",
      "Somebody who reads o•••••@example.org stopped its mails of iati",
    ],
  );
});
