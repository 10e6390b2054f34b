import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { hostileTexts } from "../testing/hostile.ts";
import { headerOf, mailAddress, mailInto, mailsIn } from "../testing/mail.ts";
import { type Outside, outside } from "../testing/outside.ts";
import { parseEntity, textOf } from "../sandbox/mail/headers.ts";
import { partOf } from "../sandbox/mail/mime.ts";
import { problemWithMessage } from "../sandbox/mail/rules.ts";
import { STORY_BEGAN, storyOf } from "../testing/story.ts";
import type { Topic } from "../domain/fold.ts";
import type { MaintenanceReason } from "../domain/maintenance.ts";
import type { Channel, Content, Maintenance, Story } from "./channel.ts";
import { composeLetter } from "./mail/compose.ts";
import { mailOf } from "./mail/envelope.ts";
import { asText } from "./mail/render.ts";

function about(...stories: Partial<Story>[]): Content & { kind: "stories" } {
  return {
    kind: "stories",
    topic: "trouble",
    stories: stories.map((fields, index) =>
      storyOf({
        namespace: { name: "IATI", timezone: "Europe/London" },
        incidentId: 12 + index,
        ...fields,
      }),
    ),
    isReply: false,
    postId: 7,
    broadcast: false,
  };
}

async function open(t: TestContext): Promise<{
  world: Outside;
  channel: Channel;
}> {
  const world = await outside(t);
  return { world, channel: mailInto(world) };
}

test("a mail to the team: text and HTML of the same words, and headers that keep programs from answering", async (t) => {
  const { world, channel } = await open(t);
  const payload = channel.compose(
    about({ runbook: "https://wiki.example.org/datastore" }),
    "team",
  );
  const outcome = await channel.send(payload, mailAddress("ops@example.org"));
  const [mail] = await mailsIn(world);
  assert.ok(mail !== undefined);
  assert.deepEqual(outcome, { kind: "accepted", remoteId: mail.messageId });
  assert.match(mail.messageId, /^<allswell\.7\.[\w-]{22}@example\.org>$/);
  assert.equal(mail.from, "status@example.org");
  assert.deepEqual(mail.to, ["ops@example.org"]);
  assert.equal(mail.subject, "[down] IATI: Datastore (incident 12)");
  for (const text of [mail.text ?? "", mail.html ?? ""]) {
    assert.match(text, /Datastore is down since 10:02 GMT\./);
    assert.match(text, /Cause: front page: no answer within 5 s/);
    assert.match(text, /https:\/\/wiki\.example\.org\/datastore/);
    assert.match(text, /https:\/\/status\.example\.org\/mail\/token/);
  }
  assert.doesNotMatch(mail.html ?? "", /<script|<img|src=|url\(/);
  assert.match(mail.html ?? "", /prefers-color-scheme:dark/);
  assert.equal(headerOf(mail, "Auto-Submitted"), "auto-generated");
  assert.equal(headerOf(mail, "Precedence"), "list");
  assert.equal(headerOf(mail, "List-Id"), "allswell <allswell.example.org>");
  assert.equal(
    headerOf(mail, "List-Unsubscribe"),
    "<https://status.example.org/mail/token>",
  );
  // One reader's click must not end the alarms of a team.
  assert.equal(headerOf(mail, "List-Unsubscribe-Post"), undefined);
});

test("customers read public names and times, and unsubscribe with one request", async (t) => {
  const { world, channel } = await open(t);
  const content = about({ acknowledgedBy: "Ada Lovelace" });
  // Whoever forgets to say for whom it is says no more than to customers.
  for (const payload of [
    channel.compose(content, "customers"),
    channel.compose(content),
  ])
    await channel.send(payload, mailAddress("reader@example.org"));
  const mails = await mailsIn(world);
  assert.equal(mails.length, 2);
  for (const mail of mails) {
    assert.match(
      mail.text ?? "",
      /^Datastore is down since 10:02 GMT\.\r\n\r\nStatus page: https:\/\/status\.example\.org\/\r\n/,
    );
    assert.doesNotMatch(mail.raw, /no answer|front page|Ada/);
    assert.equal(
      headerOf(mail, "List-Unsubscribe-Post"),
      "List-Unsubscribe=One-Click",
    );
  }
});

test("what follows hangs under the first mail of its incident", async (t) => {
  const { world, channel } = await open(t);
  const address = mailAddress("ops@example.org");
  const first = await channel.send(channel.compose(about({}), "team"), address);
  assert.ok(first.kind === "accepted");
  const later = {
    ...about({ news: ["recovered"], resolvedAt: 1, at: storyOf().at + 60_000 }),
    topic: "recovered" as const,
    isReply: true,
  };
  await channel.send(channel.compose(later, "team"), {
    ...address,
    deliveryId: 8,
    threadRemoteId: first.remoteId,
  });
  const [, reply] = await mailsIn(world);
  assert.ok(reply !== undefined);
  assert.equal(reply.subject, "Re: [up again] IATI: Datastore (incident 12)");
  assert.equal(headerOf(reply, "In-Reply-To"), first.remoteId);
  assert.deepEqual(reply.references, [first.remoteId]);
  assert.notEqual(reply.messageId, first.remoteId);
});

test("a storm is one mail that counts and names", async (t) => {
  const { world, channel } = await open(t);
  const storm = about(
    ...Array.from({ length: 10_000 }, (_, index) => ({
      service: `Service ${index}`,
      serviceId: index,
    })),
  );
  await channel.send(
    channel.compose(storm, "team"),
    mailAddress("ops@example.org"),
  );
  const [mail] = await mailsIn(world);
  assert.ok(mail !== undefined);
  assert.equal(
    mail.subject,
    "[down] IATI: 10000 services (Service 0, Service 1 and 9998 more)",
  );
  assert.match(mail.text ?? "", /^10000 services are down since/);
  assert.match(mail.text ?? "", /\* Service 99: front page/);
  assert.match(mail.text ?? "", /and 9900 more/);
  assert.ok(mail.raw.length < 100_000);
});

const refusals = [
  {
    name: "no such mailbox",
    fault: { error: "5.1.1 no such user", status: 550 },
    outcome: { kind: "never", outletIsDead: true },
  },
  {
    name: "a full mailbox",
    fault: { error: "5.2.2 mailbox full", status: 552 },
    outcome: { kind: "never", outletIsDead: false },
  },
  {
    name: "relaying is not allowed",
    fault: { error: "5.7.1 relay access denied", status: 554 },
    outcome: { kind: "never", outletIsDead: false },
  },
  {
    name: "greylisting",
    fault: { error: "4.2.0 greylisted, come again", status: 451 },
    outcome: { kind: "later", afterMs: 60_000 },
  },
] as const;

test("refusals of a recipient", async (t) => {
  const { world, channel } = await open(t);
  for (const { name, fault, outcome } of refusals) {
    await world.fault("mail RCPT", "error", fault);
    const got = await channel.send(
      channel.compose(about({})),
      mailAddress("ada@example.org"),
    );
    assert.partialDeepStrictEqual(got, outcome, name);
  }
  await world.fault("mail RCPT", "error", {
    error: "5.1.1 <ada@example.org>: unknown",
    status: 550,
  });
  const told = await channel.send(
    channel.compose(about({})),
    mailAddress("ada@example.org"),
  );
  assert.ok(told.kind === "never");
  assert.doesNotMatch(told.reason, /ada@/, "reasons are shown and logged");
  await world.fault("mail MAIL", "error", {
    error: "5.7.1 sender refused",
    status: 550,
  });
  const sender = await channel.send(
    channel.compose(about({})),
    mailAddress("ada@example.org"),
  );
  assert.partialDeepStrictEqual(sender, { kind: "later", alarm: true });
  await world.fault("mail MAIL", "error", {
    error: "5.7.1 sender refused",
    status: 550,
  });
  const next = await channel.send(
    channel.compose(about({})),
    mailAddress("ben@example.org"),
  );
  assert.equal(next.kind, "later");
  assert.ok(!("alarm" in next), "one trouble, one alarm");
  assert.deepEqual(await mailsIn(world), []);
  assert.partialDeepStrictEqual(
    await channel.send(
      channel.compose(about({})),
      mailAddress("", { credentials: {} }),
    ),
    { kind: "never", outletIsDead: true },
  );
});

test("a mail that may have been taken twice is not sent a third time", async (t) => {
  const { world, channel } = await open(t);
  const sender = mailInto(world);
  const payload = sender.compose(about({}));
  const address = mailAddress("ada@example.org");
  for (const attempt of [1, 2]) {
    assert.equal((await sender.find(payload, address)).kind, "absent");
    await world.fault("mail DATA", "accepted-reset");
    const outcome = await sender.send(payload, { ...address, attempt });
    assert.equal(outcome.kind, "ambiguous");
  }
  assert.partialDeepStrictEqual(await sender.find(payload, address), {
    kind: "unsure",
    isFinal: true,
  });
  const mails = await mailsIn(world);
  assert.equal(mails.length, 2);
  assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 1);
  assert.equal((await channel.find(payload, address)).kind, "absent");
});

const addresses: [string, { to: string } | "refused"][] = [
  // The inbox shows what it stands for.
  ["ops@xn--bcher-kva.example", { to: "ops@bücher.example" }],
  ["jürgen@example.org", { to: "jürgen@example.org" }],
  ["o'hara+x=y@example.org", { to: "o'hara+x=y@example.org" }],
  ["a@example.org\r\nRCPT TO:<evil@example.org>", "refused"],
  ["a@example.org>\r\nX-Evil: 1", "refused"],
];

test("addresses, as they are and as somebody would like to smuggle them", async (t) => {
  const { world, channel } = await open(t);
  for (const [to, wanted] of addresses) {
    const seen = (await mailsIn(world)).length;
    const outcome = await channel.send(
      channel.compose(about({})),
      mailAddress(to),
    );
    const [mail, ...more] = (await mailsIn(world)).slice(seen);
    if (wanted === "refused") {
      assert.equal(outcome.kind, "never", to);
      assert.equal(mail, undefined, to);
      continue;
    }
    assert.equal(outcome.kind, "accepted", to);
    assert.deepEqual([mail?.to, more], [[wanted.to], []]);
    assert.ok(mail !== undefined && headerOf(mail, "To") !== undefined);
  }
});

const usualHeaders = new Set([
  "from",
  "to",
  "subject",
  "message-id",
  "date",
  "auto-submitted",
  "x-auto-response-suppress",
  "precedence",
  "list-id",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "mime-version",
  "content-type",
]);

const injections = [
  "Datastore\r\nBcc: evil@example.org",
  "Datastore\nSubject: free money",
  "Datastore\r\n\r\n<html>body</html>",
  "Datastore\u2028X-Evil: 1",
  "=?utf-8?Q?=0D=0ABcc:_evil@example.org?=",
  "\r\n.\r\nMAIL FROM:<evil@example.org>\r\n",
];

function hostileStory(text: string): Partial<Story> {
  return {
    service: text,
    namespace: { name: text, timezone: "UTC" },
    cause: text,
    acknowledgedBy: text,
  };
}

test("whatever a service, a namespace, a cause or a person is called, the mail stays one mail", async () => {
  for (const text of [...hostileTexts, ...injections]) {
    const letter = composeLetter(about(hostileStory(text)), "team");
    const bytes = await mailOf(letter, {
      from: { name: "IATI status", address: "status@example.org" },
      to: "ops@example.org",
      messageId: "<1@example.org>",
      underId: null,
      at: 0,
      footer: { words: "Stop:", link: "https://status.example.org/mail/x" },
      unsubscribe: null,
      picture: null,
    });
    const name = JSON.stringify(text.slice(0, 80));
    // The line ends of SMTP are made when it is sent.
    const raw = bytes.toString("latin1").replace(/\r?\n/g, "\r\n");
    assert.equal(problemWithMessage(raw, false), undefined, name);
    const entity = parseEntity(raw);
    const strange = entity.headers.filter(
      (header) => !usualHeaders.has(header.name.toLowerCase()),
    );
    assert.deepEqual(strange, [], name);
    const subject = textOf(entity.headers, "Subject");
    assert.ok(subject.length <= 150 && !/[\r\n]/.test(subject), name);
    const html = partOf(entity, "text/html") ?? "";
    assert.doesNotMatch(html, /<script|<img|<a href="(?!https:\/\/status)/);
    assert.match(partOf(entity, "text/plain") ?? "", / is down since /);
  }
});

test("what tries to break out of a mail arrives as it was meant", async (t) => {
  const { world, channel } = await open(t);
  for (const text of injections) {
    const outcome = await channel.send(
      channel.compose(about(hostileStory(text)), "team"),
      mailAddress("ops@example.org"),
    );
    assert.equal(outcome.kind, "accepted");
  }
  const mails = await mailsIn(world);
  assert.equal(mails.length, injections.length);
  for (const { to, from } of mails)
    assert.deepEqual(
      { to, from },
      { to: ["ops@example.org"], from: "status@example.org" },
    );
});

test("what is down is told apart from what has difficulties", () => {
  const content = about(
    { service: "Datastore" },
    { service: "Registry" },
    { service: "Portal", severity: "difficulties" },
  );
  const letter = composeLetter(content, "customers");
  assert.match(letter.subject, /^\[down\] IATI: 3 services/);
  assert.match(
    asText(letter, { words: "", link: null }),
    /^2 services are down since 10:02 GMT\. 1 service has difficulties since 10:02 GMT\./,
  );
});

const secret = "10.1.2.3 refused";

/** Each kind of news, and how it begins: for the team, and for customers where they hear of it. */
const news: [Topic, Partial<Story>, RegExp][] = [
  [
    "trouble",
    { severity: "difficulties" },
    /^Datastore has difficulties since 10:02/,
  ],
  [
    "brief",
    { at: STORY_BEGAN + 60_000, resolvedAt: STORY_BEGAN + 60_000 },
    /^Datastore was down from 10:02 GMT to 10:03 GMT and is up again\./,
  ],
  [
    "brief",
    {
      severity: "difficulties",
      firstDownAt: null,
      at: STORY_BEGAN + 60_000,
    },
    /^Datastore had difficulties from 10:02 GMT to 10:03 GMT and is up again\./,
  ],
  [
    "still",
    { at: STORY_BEGAN + 26 * 3_600_000 },
    /^Datastore is still down after 1 day 2 h, since Sat 21 Nov 10:02 GMT\./,
  ],
  [
    "still",
    { severity: "difficulties" },
    /^Datastore was down and has difficulties now\./,
  ],
  [
    "update",
    { detail: "We are on it.\nMore at noon.", news: ["update"] },
    /^News of Datastore\n\nWe are on it\.\nMore at noon\./,
  ],
];

test("each kind of news in its own words, and nothing of the team's for customers", () => {
  for (const [topic, fields, expected] of news)
    for (const audience of ["team", "customers"] as const) {
      const content = about({
        cause: secret,
        detail: secret,
        actor: "Ada Lovelace",
        acknowledgedBy: "Ada Lovelace",
        runbook: "https://wiki.example.org/",
        ...fields,
      });
      const letter = composeLetter({ ...content, topic }, audience);
      const text = asText(letter, { words: "", link: null });
      assert.match(text, expected, topic);
      if (audience === "customers")
        assert.doesNotMatch(text, /10\.1\.2\.3|Ada|wiki/, topic);
    }
  const note = composeLetter(
    { ...about({ news: ["acknowledged"], detail: secret }), topic: "note" },
    "customers",
  );
  assert.doesNotMatch(JSON.stringify(note), /10\.1\.2\.3/);
});

const reasons: [MaintenanceReason, RegExp][] = [
  [
    "planned",
    /^Planned maintenance of Datastore: Sun 22 Nov 22:00 to Mon 23 Nov 00:00 GMT, every month\./,
  ],
  ["moved", /^Changed: the planned maintenance of Datastore is Sun 22 Nov/],
  [
    "begins",
    /^Planned maintenance of Datastore has begun and is to last until Mon 23 Nov/,
  ],
  ["extended", /^The maintenance of Datastore is to last until Mon 23 Nov/],
  ["ends", /^The maintenance of Datastore ended at 22:00 GMT\./],
  [
    "cancelled",
    /^The maintenance of Datastore planned for Sun 22 Nov 22:00 GMT is cancelled\./,
  ],
];

test("maintenance: what customers read names services and times, never title, note or who", () => {
  for (const [reason, expected] of reasons)
    for (const audience of ["team", "customers"] as const) {
      const maintenance = maintenanceOf(reason);
      const letter = composeLetter(
        { kind: "maintenance", maintenance, isReply: false },
        audience,
      );
      const text = asText(letter, { words: "", link: null });
      assert.match(text, expected);
      assert.match(
        letter.subject,
        /^\[maintenance\] Datastore, Sun 22 Nov 22:00/,
      );
      assert.equal(/DB upgrade/.test(text), audience === "team");
      assert.equal(/ask Grace/.test(text), audience === "team");
      assert.equal(/By Ada/.test(text), audience === "team");
      assert.match(text, /Searches are <b>faster<\/b> afterwards/);
    }
});

function maintenanceOf(reason: MaintenanceReason): Maintenance {
  const startsAt = Date.UTC(2026, 10, 22, 22);
  return {
    windowId: 5,
    occurrenceId: 7,
    site: null,
    state: "planned",
    title: "DB upgrade",
    note: "ask Grace",
    purpose: "Searches are <b>faster</b> afterwards",
    again: "every month",
    startsAt,
    endsAt: startsAt + 2 * 3_600_000,
    beganAt: null,
    endedAt: null,
    nextAt: null,
    services: {
      names: ["Datastore"],
      count: 1,
      namespaces: ["IATI"],
      timezone: "Europe/London",
    },
    news: [reason],
    meanwhile: null,
    actor: "Ada",
    at: startsAt,
    tellsCustomers: true,
  };
}
