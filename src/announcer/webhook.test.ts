import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test, type TestContext } from "node:test";
import { type HookEvent, hookEventShape } from "../base/hook-event.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { hostileTexts } from "../testing/hostile.ts";
import { outside } from "../testing/outside.ts";
import { STORY_BEGAN, storyOf } from "../testing/story.ts";
import { createConnector } from "../net/create-connector.ts";
import type { Beginning, Content, Maintenance, Story } from "./channel.ts";
import type { Topic } from "../domain/fold.ts";
import type { Report } from "../domain/report.ts";
import { HOUR, MINUTE } from "../domain/time.ts";
import { connectedDispatcher } from "./posts/dispatcher.ts";
import { webhookChannel } from "./webhook.ts";
import type { HookPayload } from "./webhook/request.ts";
import { slackForm } from "./webhook/slack-compatible.ts";
import { refusalOf } from "./webhook/outcome.ts";

const NOW = STORY_BEGAN + MINUTE;
const SECRET = "whsec_test";
const KEY = "0123456789abcdef0123456789abcdef";
const dispatcher = connectedDispatcher(
  createConnector({ allowNetworks: ["127.0.0.1"] }),
);

interface Received {
  name: string;
  id: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

function stories(
  topic: Topic,
  ...told: Partial<Story>[]
): Content & { kind: "stories" } {
  return {
    kind: "stories",
    topic,
    stories: told.map((fields) => storyOf(fields)),
    isReply: false,
    postId: 1,
    broadcast: false,
  };
}

const maintenance: Maintenance = {
  windowId: 4,
  occurrenceId: 7,
  site: null,
  state: "planned",
  title: "DB upgrade",
  note: "",
  purpose: "",
  again: null,
  startsAt: STORY_BEGAN,
  endsAt: STORY_BEGAN + HOUR,
  beganAt: null,
  endedAt: null,
  nextAt: null,
  services: {
    names: ["Datastore"],
    count: 1,
    namespaces: ["IATI"],
    timezone: "UTC",
  },
  news: ["planned"],
  meanwhile: null,
  actor: "ada",
  at: STORY_BEGAN,
  tellsCustomers: true,
};

const report: Report = {
  kind: "daily",
  namespace: { id: 1, name: "IATI", timezone: "UTC" },
  window: { from: STORY_BEGAN - 24 * HOUR, until: STORY_BEGAN },
  at: STORY_BEGAN,
  dueAt: null,
  subscriptionId: null,
  services: {
    total: 1,
    up: 1,
    down: 0,
    difficulties: 0,
    maintenance: 0,
    unknown: 0,
  },
  troubled: [],
  incidents: {
    count: 1,
    shown: [
      {
        id: 12,
        service: "Datastore",
        severity: "down",
        cause: "no answer",
        beganAt: STORY_BEGAN - HOUR,
        resolvedAt: STORY_BEGAN,
        resolution: "recovered",
        downSince: null,
        downMs: HOUR,
      },
    ],
  },
  uptime: { now: 0.99, before: null },
  downMs: HOUR,
  response: { now: null, before: null },
  worst: [],
  slowest: [],
  ending: [],
  maintenance: [],
  days: null,
};

const contents: Content[] = [
  stories("trouble", {}),
  stories("trouble", {}, { incidentId: 13, service: "Registry" }),
  { kind: "maintenance", maintenance, isReply: false },
  { kind: "report", report },
  { kind: "words", lines: ["TEST: ada tries out this webhook."] },
];

async function sendAs(t: TestContext) {
  const world = await outside(t, { now: () => NOW });
  const channel = webhookChannel(dispatcher, new ManualClock(NOW), {
    urlOf: (path) => `https://status.example.org${path}`,
  });
  let deliveryId = 0;
  return {
    world,
    /** Says it in a form; what arrived, and what became of it. */
    send: async (form: string, content: Content) => {
      const { received: before } = (await world.control(
        "GET",
        "hooks/received",
      )) as { received: Received[] };
      const isKey = form === "pagerduty";
      deliveryId += 1;
      const outcome = await channel.send(channel.compose(content, "team"), {
        deliveryId,
        recipient: `${form}:abcdefgh`,
        threadRemoteId: null,
        since: 0,
        triedAt: 0,
        attempt: 1,
        credentials: {
          url: `${world.sandbox.url}/hooks/${isKey ? "v2/enqueue" : form}`,
          secret: isKey ? KEY : SECRET,
        },
      });
      const { received } = (await world.control("GET", "hooks/received")) as {
        received: Received[];
      };
      return { outcome, received: received.slice(before.length) };
    },
  };
}

test("an incident says where it is to be found again, and each thing once", async (t) => {
  const { send } = await sendAs(t);
  const tell = async (story: Partial<Story>) => {
    const { received } = await send("json", stories("trouble", story));
    const event = hookEventShape.parse(received[0]?.body);
    assert.ok(event.type === "incidents");
    const [told] = event.incidents;
    assert.ok(told);
    return told;
  };
  const told = await tell({});
  assert.deepEqual(
    [told.url, told.slug, told.namespace.slug],
    ["https://status.example.org/incidents/12", "datastore", "iati"],
  );
  assert.deepEqual(
    [told.cause, told.detail],
    ["front page: no answer within 5 s", null],
  );
  const update = await tell({ news: ["update"], detail: "We are looking." });
  assert.deepEqual(
    [update.cause, update.detail],
    ["front page: no answer within 5 s", "We are looking."],
  );
  const { received } = await send("pagerduty", stories("trouble", {}));
  const alert = received[0]?.body as { links: { href: string }[] } | undefined;
  assert.equal(alert?.links[0]?.href, told.url);
});

test("what is told in JSON is as the OpenAPI document says, and signed", async (t) => {
  const { world, send } = await sendAs(t);
  await world.control("PUT", "hooks/json/secret", { secret: SECRET });
  const events: HookEvent[] = [];
  for (const content of contents) {
    const { outcome, received } = await send("json", content);
    assert.equal(outcome.kind, "accepted", JSON.stringify(outcome));
    events.push(hookEventShape.parse(received[0]?.body));
    assert.equal(received[0]?.headers["idempotency-key"], events.at(-1)?.id);
  }
  assert.deepEqual(
    events.map(({ type, text }) => `${type}: ${text}`),
    [
      "incidents: Datastore is down since 10:02 UTC.",
      "incidents: 2 services are down since 10:02 UTC.",
      "maintenance: Planned maintenance of Datastore: Sat 21 Nov 10:02 to 11:02 UTC.",
      "report: 1 of 1 service is up.",
      "words: TEST: ada tries out this webhook.",
    ],
  );
  await world.control("PUT", "hooks/json/secret", { secret: "another" });
  const { outcome } = await send("json", contents[0] ?? assert.fail());
  assert.deepEqual(outcome, {
    kind: "never",
    reason: `${new URL(world.sandbox.url).host} answered 401 (wrong signature)`,
    outletIsDead: true,
  });
});

test("the example of the documentation lets in what is ours and new, and nothing else", async (t) => {
  const markdown = await readFile(
    `${import.meta.dirname}/../../docs/webhooks.md`,
    "utf8",
  );
  const source = /```js\n(.*?)```/su.exec(markdown)?.[1] ?? assert.fail();
  const { isFromAllswell } = (await import(
    `data:text/javascript,${encodeURIComponent(source)}`
  )) as {
    isFromAllswell: (
      headers: Record<string, string>,
      body: string,
      secret: string,
      now: number,
    ) => boolean;
  };
  const { send } = await sendAs(t);
  const { received } = await send("json", contents[0] ?? assert.fail());
  const { headers, body } = received[0] ?? assert.fail();
  const sent = JSON.stringify(body);
  const now = NOW / 1_000;
  assert.equal(isFromAllswell(headers, sent, SECRET, now), true);
  assert.equal(isFromAllswell(headers, `${sent} `, SECRET, now), false);
  assert.equal(isFromAllswell(headers, sent, "whsec_other", now), false);
  assert.equal(isFromAllswell(headers, sent, SECRET, now + 301), false);
  assert.equal(isFromAllswell({}, sent, SECRET, now), false);
});

test("Slack and Teams show what the team is told, and mention nobody", async (t) => {
  const { send } = await sendAs(t);
  for (const form of ["slack", "teams"]) {
    for (const content of contents) {
      const { outcome } = await send(form, content);
      assert.equal(outcome.kind, "accepted", JSON.stringify(outcome));
    }
    const many = Array.from({ length: 300 }, (_, id) => ({
      incidentId: id,
      service: `Service ${id} ${"ü".repeat(80)}`,
    }));
    const { received } = await send(form, stories("trouble", ...many));
    const sent = JSON.stringify(received[0]?.body);
    assert.ok(Buffer.byteLength(sent) < 28_000, `${form}: ${sent.length}`);
    assert.match(sent, /300 services are down/);
    const [, more] = /and (\d+) more/.exec(sent) ?? [];
    const shown = sent.match(/"(• )?Service \d+ [^"]*: front page/gu) ?? [];
    assert.equal(shown.length + Number(more), 300, form);
  }
  const { received } = await send("slack", stories("trouble", {}));
  const { text, blocks } = (received[0] ?? assert.fail()).body as {
    text: string;
    blocks: { type: string }[];
  };
  assert.equal(
    text,
    "Datastore is down since 10:02 UTC.\nCause: front page: no answer within 5 s",
  );
  assert.deepEqual(
    blocks.map(({ type }) => type),
    ["header", "rich_text"],
  );
  const card = await send(
    "teams",
    stories("trouble", { runbook: "https://example.org/run" }),
  );
  const [attachment] = (card.received[0] ?? assert.fail()).body[
    "attachments"
  ] as {
    contentType: string;
    content: { body: unknown[]; actions: unknown[] };
  }[];
  assert.equal(
    attachment?.contentType,
    "application/vnd.microsoft.card.adaptive",
  );
  assert.deepEqual(attachment.content.actions, [
    {
      type: "Action.OpenUrl",
      title: "Runbook",
      url: "https://example.org/run",
    },
  ]);
  const channel = webhookChannel(dispatcher, new ManualClock(NOW));
  for (const hostile of hostileTexts) {
    const story = { service: hostile, cause: hostile, detail: hostile };
    const payload = channel.compose(stories("trouble", story), "team");
    assert.deepEqual(payload, JSON.parse(JSON.stringify(payload)));
  }
  const nasty = hostileTexts.slice(0, 9).join(" ");
  const slack = await send("slack", stories("trouble", { cause: nasty }));
  const shown = String(slack.received[0]?.body["text"]);
  assert.doesNotMatch(shown, /<|@(channel|here|everyone|ada)/);
  const cause =
    "said ![x](https://evil.example/pixel.png) [login](https://evil.example)";
  const quoted = await send("slack", stories("trouble", { cause }));
  const markdown = String(quoted.received[0]?.body["text"]);
  assert.doesNotMatch(markdown, /\]\(/);
});

test("Discord takes 2,000 characters: what is longer is cut, escapes are not", () => {
  const channel = webhookChannel(dispatcher, new ManualClock(NOW));
  const textAt = (host: string, fields: Partial<Story>): string => {
    const [request] = slackForm.requests({
      ...(channel.compose(stories("update", fields), "team") as HookPayload),
      id: "1",
      url: `https://${host}/api/webhooks/1/x/slack`,
      secret: SECRET,
      recipient: "slack:1",
      at: NOW,
    });
    return (JSON.parse(request?.body ?? "{}") as { text: string }).text;
  };
  for (const detail of [
    "word ".repeat(700),
    "<&@>](".repeat(700),
    "y".repeat(1_990),
  ])
    for (const host of [
      "discord.com",
      "canary.discord.com",
      "discordapp.com",
    ]) {
      const text = textAt(host, { news: ["update"], detail });
      assert.ok(text.length <= 2_000, `${text.length}`);
      assert.ok(text.length > 1_900, `${text.length}`);
      assert.doesNotMatch(text.replaceAll(/&(lt|gt|amp);/g, ""), /&|\]\(/);
    }
  const long = { news: ["update" as const], detail: "word ".repeat(600) };
  assert.ok(textAt("chat.example.org", long).length > 2_900);
});

test("PagerDuty opens, acknowledges and closes an alert of an incident under one key", async (t) => {
  const { send } = await sendAs(t);
  const acknowledged = { acknowledgedAt: NOW, acknowledgedBy: "ada" };
  const resolved = { resolvedAt: NOW, resolution: "recovered" } as const;
  const table: [Topic, Partial<Story>, string[]][] = [
    ["trouble", {}, ["trigger critical"]],
    ["trouble", { severity: "difficulties" }, ["trigger warning"]],
    ["note", { ...acknowledged, news: ["acknowledged"] }, ["acknowledge"]],
    [
      "trouble",
      { ...acknowledged, news: ["down", "acknowledged"] },
      ["trigger critical", "acknowledge"],
    ],
    ["note", { news: ["handed-back"] }, ["trigger critical"]],
    ["note", { news: ["snoozed"] }, ["acknowledge"]],
    ["update", { news: ["update"], detail: "we look" }, []],
    ["brief", { ...resolved, news: ["down", "recovered"] }, ["resolve"]],
    ["recovered", { ...resolved, news: ["recovered"] }, ["resolve"]],
    ["note", { ...resolved, news: ["ended"] }, ["resolve"]],
  ];
  for (const [topic, fields, expected] of table) {
    const { outcome, received } = await send(
      "pagerduty",
      stories(topic, fields),
    );
    assert.equal(outcome.kind, "accepted", JSON.stringify(outcome));
    assert.deepEqual(
      received.map(({ body }) => {
        const { severity } = (body["payload"] ?? {}) as { severity?: string };
        return [body["event_action"], severity].filter(Boolean).join(" ");
      }),
      expected,
      JSON.stringify(fields),
    );
    assert.ok(
      received.every(({ id }) => id === "allswell-abcdefgh-incident-12"),
    );
  }
  for (const content of contents.slice(2)) {
    const { received } = await send("pagerduty", content);
    assert.deepEqual(
      received.map(({ name }) => name),
      ["v2/change/enqueue"],
    );
  }
});

test("to PagerDuty a storm is one alert, which ends with the last of it; others keep their own", async (t) => {
  const { send } = await sendAs(t);
  const many = Array.from({ length: 60 }, (_, id) => ({ incidentId: id + 1 }));
  const said = async (content: ReturnType<typeof stories>) =>
    (await send("pagerduty", content)).received.map(
      ({ id, body }) =>
        `${String(body["event_action"])} ${id.replace("allswell-abcdefgh-", "")}`,
    );
  const few = stories("trouble", ...many.slice(0, 40));
  assert.equal((await said(few)).length, 40);
  const { received } = await send("pagerduty", stories("trouble", ...many));
  assert.equal(received.length, 1);
  const [alert] = received;
  assert.match(JSON.stringify(alert?.body), /"60 services in trouble: Data/);
  const postId = Number(/delivery-(\d+)$/.exec(alert?.id ?? "")?.[1]);

  const up = { resolvedAt: NOW, resolution: "recovered" } as const;
  const recovered = many.map((one) => ({
    ...one,
    ...up,
    news: ["recovered" as const],
  }));
  const ids = many.map(({ incidentId }) => incidentId);
  const alone = {
    postId: 1,
    incidentIds: [2, 59],
    count: 2,
    isOver: true,
  };
  const storm = (isOver: boolean) => ({
    postId,
    incidentIds: ids.filter((id) => !alone.incidentIds.includes(id)),
    count: 60,
    isOver,
  });
  const end = stories("recovered", ...recovered);
  const own = ["resolve incident-2", "resolve incident-59"];
  assert.deepEqual(
    await said({ ...end, beginnings: [alone, storm(false)] }),
    own,
  );
  assert.deepEqual(await said({ ...end, beginnings: [alone, storm(true)] }), [
    ...own,
    `resolve delivery-${postId}`,
  ]);
});

test("to PagerDuty news of what a storm's alert stands for are told under its key, also where all of it worsens", async (t) => {
  const { send } = await sendAs(t);
  const said = async (
    topic: Topic,
    news: Story["news"],
    ids: readonly number[],
    beginnings: Beginning[],
  ) => {
    const told = ids.map((incidentId) => ({ incidentId, news }));
    const content = { ...stories(topic, ...told), beginnings };
    const { received } = await send("pagerduty", content);
    return received.map(
      ({ id, body }) =>
        `${String(body["event_action"])} ${id.replace("allswell-abcdefgh-", "")}`,
    );
  };
  const ids = Array.from({ length: 60 }, (_, index) => index + 1);
  const storm = { postId: 7, incidentIds: ids, count: 60, isOver: false };
  const alone = { postId: 8, incidentIds: [61], count: 1, isOver: false };
  const worsened = await said("trouble", ["worsened"], ids, [storm]);
  assert.deepEqual(worsened, ["trigger delivery-7"]);
  const few = { ...storm, incidentIds: [1, 2, 3] };
  assert.deepEqual(
    await said("still", ["reminder"], [1, 2, 3, 61], [few, alone]),
    ["trigger incident-61", "trigger delivery-7"],
  );
  assert.deepEqual(
    await said("trouble", ["down"], [...ids, 61, 62], [storm, alone]),
    ["trigger incident-61", "trigger delivery-3", "trigger delivery-7"],
  );
});

test("PagerDuty hears of what has alerts of its own before the list is full", async (t) => {
  const { send } = await sendAs(t);
  const up = { news: ["recovered"], resolvedAt: NOW } as const;
  const told = Array.from({ length: 600 }, (_, id) => ({
    ...up,
    news: [...up.news],
    incidentId: id + 1,
  }));
  const alone = { postId: 8, incidentIds: [599], count: 1, isOver: true };
  const { received } = await send("pagerduty", {
    ...stories("recovered", ...told),
    beginnings: [alone],
  });
  assert.deepEqual(
    received.map(({ id }) => id),
    ["allswell-abcdefgh-incident-599"],
  );
});

test("what an answer means", () => {
  const table: [number, string | undefined, object | undefined][] = [
    [204, undefined, undefined],
    [301, undefined, { kind: "never", outletIsDead: false }],
    [400, undefined, { kind: "never", outletIsDead: false }],
    [404, undefined, { kind: "never", outletIsDead: true }],
    [410, undefined, { kind: "never", outletIsDead: true }],
    [429, "37", { kind: "later", afterMs: 37_000 }],
    [429, "999999", { kind: "later", afterMs: 15 * MINUTE }],
    [
      503,
      new Date(NOW + MINUTE).toUTCString(),
      { kind: "later", afterMs: MINUTE },
    ],
    [503, "soon", { kind: "later" }],
    [408, undefined, { kind: "later" }],
  ];
  const to = {
    url: "https://example.org/t%2Fopsecret?k=verysecret",
    secret: SECRET,
  };
  for (const said of ["no t/opsecret", "t%2Fopsecret", "verysecret", SECRET]) {
    const answer = { status: 400, retryAfter: undefined, body: said };
    assert.partialDeepStrictEqual(refusalOf(answer, to, NOW), {
      reason: "example.org answered 400",
    });
  }
  for (const [status, retryAfter, expected] of table) {
    const answer = { status, retryAfter, body: "<html>" };
    const refusal = refusalOf(answer, to, NOW);
    if (expected === undefined) assert.equal(refusal, undefined);
    else assert.partialDeepStrictEqual(refusal, expected, String(status));
  }
});

test("an address that may never be reached is not tried again and again", async () => {
  const nowhere = connectedDispatcher(createConnector({ allowNetworks: [] }));
  const channel = webhookChannel(nowhere, new ManualClock(NOW));
  const send = (url: string) =>
    channel.send(channel.compose(stories("trouble", {}), "team"), {
      recipient: "json:1",
      deliveryId: 1,
      credentials: { url, secret: SECRET },
      threadRemoteId: null,
      since: NOW,
      triedAt: NOW,
      attempt: 1,
    });
  for (const [url, why] of [
    ["http://169.254.169.254/", /cloud metadata address/],
    ["http://127.0.0.1:9/x", /ALLOW_NETWORKS/],
    ["http://10.0.0.1/x", /ALLOW_NETWORKS/],
  ] as const) {
    const outcome = await send(url);
    assert.ok(outcome.kind === "never" && outcome.outletIsDead, url);
    assert.match(outcome.reason, why);
  }
});
