import assert from "node:assert/strict";
import { test } from "node:test";
import { SegmentedMessage } from "sms-segments-calculator";
import { hostileTexts } from "../../testing/hostile.ts";
import { STORY_BEGAN, storyOf } from "../../testing/story.ts";
import type { Story } from "../channel.ts";
import { smsChannel } from "../sms.ts";
import { pageText } from "./page-text.ts";

const AT = STORY_BEGAN + 25_000;
const iati = { name: "IATI", timezone: "Europe/London" };

function story(fields: Partial<Story> = {}): Story {
  return storyOf({ namespace: iati, ...fields });
}

function several(count: number, fields: Partial<Story> = {}): Story[] {
  return Array.from({ length: count }, (_, index) =>
    story({ incidentId: 12 + index, service: `Service ${index}`, ...fields }),
  );
}

const recovered = {
  news: ["recovered" as const],
  at: AT + 12 * 60_000,
  resolvedAt: AT + 12 * 60_000,
};

const table: [string, Parameters<typeof pageText>, string][] = [
  [
    "an outage says what, since when, why, and what to answer",
    ["trouble", [story()]],
    "10:02 DOWN #12 Datastore (IATI) since 10:02: front page: no answer within 5 s. Reply ACK 12, SNOOZE 12 1h or STATUS",
  ],
  [
    "difficulties are called so",
    ["trouble", [story({ severity: "difficulties", cause: "slow." })]],
    "10:02 in DIFFICULTIES #12 Datastore (IATI) since 10:02: slow. Reply ACK 12, SNOOZE 12 1h or STATUS",
  ],
  [
    "several of them are told apart from what is down",
    [
      "trouble",
      [...several(2), story({ incidentId: 14, severity: "difficulties" })],
    ],
    "10:02 3 services (2 DOWN, 1 in DIFFICULTIES) since 10:02: #12 Service 0, #13 Service 1, #14 Datastore. Reply ACK ALL, ACK and a number, or STATUS",
  ],
  [
    "who is called when it is down hears nothing of how long it was slow",
    [
      "recovered",
      [
        story({
          ...recovered,
          beganAt: STORY_BEGAN - 6 * 3_600_000,
          firstDownAt: STORY_BEGAN,
          hearsDifficulties: false,
        }),
      ],
    ],
    "10:14 UP again: #12 Datastore (IATI), after 12 min",
  ],
  [
    "a day that is over is named",
    ["trouble", [story({ at: AT + 86_400_000, cause: "" })]],
    "10:02 DOWN #12 Datastore (IATI) since Sat 21 Nov 10:02. Reply ACK 12, SNOOZE 12 1h or STATUS",
  ],
  [
    "letters of other alphabets' typography become plain ones",
    [
      "trouble",
      [story({ service: "Łódź – “Čas” 🔥 naïve", cause: "it’s 5 ≥ 4 …" })],
    ],
    `10:02 DOWN #12 Lódz - "Cas" naive (IATI) since 10:02: it's 5 >= 4. Reply ACK 12, SNOOZE 12 1h or STATUS`
      .replace("Lódz", "Lodz")
      .replace("naive", "naive"),
  ],
  [
    "other scripts stay",
    ["trouble", [story({ service: "日本語のサービス", cause: "x" })]],
    "10:02 DOWN #12 日本語のサービス (IATI) since 10:02: x. Reply ACK 12, SNOOZE 12 1h or STATUS",
  ],
  [
    "a storm is counted and named as far as it fits",
    ["trouble", several(4)],
    "10:02 4 services DOWN since 10:02: #12 Service 0, #13 Service 1, #14 Service 2, #15 Service 3. Reply ACK ALL, ACK and a number, or STATUS",
  ],
  [
    "thousands are counted, a few named",
    ["trouble", several(9_000)],
    "10:02 9000 services DOWN since 10:02: #12 Service 0, #13 Service 1, #14 Service 2, #15 Service 3, #16 Service 4, #17 Service 5, #18 Service 6, #19 Service 7 and 8992 more. Reply ACK ALL, ACK and a number, or STATUS",
  ],
  [
    "the end says how long it took",
    ["recovered", [story(recovered)]],
    "10:14 UP again: #12 Datastore (IATI), after 12 min",
  ],
  [
    "several ends are one message",
    ["recovered", several(2, recovered)],
    "10:14 2 services UP again: #12 Service 0, #13 Service 1",
  ],
  [
    "an end of another kind says which",
    ["note", [story({ detail: "planned maintenance began" })]],
    "10:02 #12 Datastore (IATI): planned maintenance began",
  ],
];

for (const [name, given, text] of table)
  test(name, () => assert.equal(pageText(...given), text));

test("whatever services, namespaces and causes are called: two segments at most, one line, the number in it", () => {
  const topics = ["trouble", "recovered", "still", "note"] as const;
  for (const [index, hostile] of hostileTexts.entries()) {
    const it = story({
      service: hostile,
      cause: hostile,
      detail: hostile,
      namespace: { name: hostile, timezone: "UTC" },
      incidentId: 1_234_567,
    });
    const topic = topics[index % topics.length] ?? "trouble";
    for (const body of [
      pageText(topic, [it]),
      pageText(topic, [it, { ...it, incidentId: 1_234_568 }, it]),
    ]) {
      assert.ok(new SegmentedMessage(body).segmentsCount <= 2, body);
      assert.doesNotMatch(body, /[\p{Cc}\p{Cf}]/u);
      assert.match(body, /#1234567|3 services/);
    }
  }
});

test("words are cut to two segments", () => {
  const channel = smsChannel(null);
  for (const hostile of hostileTexts) {
    const { body } = channel.compose({
      kind: "words",
      lines: [hostile, hostile],
    }) as { body: string };
    assert.ok(new SegmentedMessage(body).segmentsCount <= 2, body);
  }
});

test("an alarm does not wait for hours in Twilio's queue, and nobody is written to without a number or an account", async () => {
  const address = {
    deliveryId: 1,
    recipient: "UADA000001",
    threadRemoteId: null,
    since: Date.now(),
    triedAt: Date.now(),
    attempt: 1,
    credentials: {},
  };
  const account = {
    accountSid: `AC${"0".repeat(32)}`,
    authToken: "0".repeat(32),
    from: "+441632960123",
    apiUrl: "http://127.0.0.1:9",
  };
  const without = await smsChannel(account).send({ body: "x" }, address);
  assert.ok(without.kind === "never" && /no phone number/.test(without.reason));
  const old = { ...address, credentials: { phone: "+447700900123" }, since: 0 };
  const late = await smsChannel(account).send({ body: "x", calls: true }, old);
  assert.ok(late.kind === "never" && /for too long/.test(late.reason));
  const again = { ...old, triedAt: 0, attempt: 2 };
  const refused = await smsChannel(account).send({ body: "x" }, again);
  assert.ok(refused.kind === "never" && /for too long/.test(refused.reason));
  for (const attempt of [1, 2]) {
    const ending = { ...old, attempt };
    const end = await smsChannel(account).send({ body: "x" }, ending);
    assert.equal(end.kind, "later", "what only waited has no other way");
  }
  const none = await smsChannel(null).send({ body: "x" }, address);
  assert.ok(none.kind === "never" && /TWILIO_ACCOUNT_SID/.test(none.reason));
});
