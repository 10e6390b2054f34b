import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithBlocks } from "../../sandbox/slack/blocks.ts";
import { mrkdwnEntities } from "../../sandbox/slack/mrkdwn.ts";
import type { AnnouncementReason } from "../../domain/announcement.ts";
import type { Content, Story } from "../channel.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { STORY_BEGAN, storyOf } from "../../testing/story.ts";
import { composeSlack, type SlackMessage } from "./incident-message.ts";

const began = STORY_BEGAN;
const story = storyOf;

function compose(stories: Story[], isReply = false): SlackMessage {
  return composeSlack({
    kind: "stories",
    topic: "trouble",
    stories,
    isReply,
    postId: 77,
    broadcast: false,
  });
}

/** Everything that a reader sees of the blocks, in order. */
function readable(value: unknown): string {
  if (Array.isArray(value)) return value.map(readable).join("");
  if (typeof value !== "object" || value === null) return "";
  const { type, text, name, fallback } = value as Record<string, unknown>;
  if (type === "emoji") return `:${String(name)}:`;
  if (type === "date") return `{${String(fallback)}}`;
  if (type === "text" || type === "plain_text" || type === "link")
    return String(text);
  return Object.values(value).map(readable).join("");
}

function buttons({ blocks }: SlackMessage): string[] {
  return blocks.flatMap(({ type, elements }) =>
    type === "actions"
      ? (elements as { action_id: string }[]).map(
          (element) => element.action_id,
        )
      : [],
  );
}

/** What stands behind the three dots, and in the menu of a message. */
function choices({ blocks }: SlackMessage, action: string): string[] {
  const elements = blocks.flatMap(({ elements: all }) => all ?? []) as {
    action_id?: string;
    options?: { value: string; url?: string }[];
  }[];
  const found = elements.find(({ action_id }) => action_id === action);
  return (found?.options ?? []).map(({ value, url }) =>
    url === undefined ? value : `${value} -> ${url}`,
  );
}

test("one outage, as it goes", () => {
  const down = compose([story()]);
  assert.equal(
    down.text,
    "Datastore is down: front page: no answer within 5 s",
  );
  assert.equal(
    readable(down.blocks[0]),
    ":red_circle: Datastore is down\nfront page: no answer within 5 s",
  );
  assert.equal(
    readable(down.blocks[1]),
    "IATI · since {2026-11-21 10:02 UTC} · incident 12",
  );
  assert.deepEqual(buttons(down), [
    "incident_ack",
    "incident_recheck",
    "incident_update",
    "incident_snooze",
    "incident_more",
  ]);
  assert.deepEqual(choices(down, "incident_snooze"), [
    "12 30m",
    "12 1h",
    "12 4h",
    "12 tomorrow",
    "12 for-good",
  ]);
  assert.deepEqual(choices(down, "incident_more"), [
    "12 details",
    "12 maintenance",
  ]);

  const taken = compose([
    story({ acknowledgedAt: began + 60_000, acknowledgedBy: "Ada" }),
  ]);
  assert.match(
    readable(taken.blocks[1]),
    /:eyes: Ada is on it since \{2026-11-21 10:03 UTC\}$/,
  );
  assert.deepEqual(buttons(taken), [
    "incident_recheck",
    "incident_update",
    "incident_snooze",
    "incident_more",
  ]);
  assert.equal(choices(taken, "incident_more")[0], "12 handback");

  const over = compose([
    story({
      resolvedAt: began + 600_000,
      resolution: "recovered",
      acknowledgedAt: began + 60_000,
      acknowledgedBy: "Ada",
    }),
  ]);
  assert.equal(over.text, "Datastore is up again after 10 min");
  assert.match(
    readable(over.blocks[0]),
    /^:large_green_circle: Datastore is up again after 10 min\nIt was: front page/,
  );
  assert.match(readable(over.blocks[1]), /Ada was on it since/);
  assert.deepEqual(buttons(over), ["incident_details"]);

  const closed = compose([
    story({ resolvedAt: began + 600_000, resolution: "paused" }),
  ]);
  assert.match(closed.text, /^Datastore: closed after 10 min/);
});

test("a snoozed incident says until when and by whom, and offers to wake it", () => {
  const until = began + 3_600_000;
  const snoozed = compose([
    story({
      snooze: { by: "Ada", until },
      namespace: { name: "IATI", timezone: "Europe/Berlin" },
    }),
  ]);
  assert.match(
    readable(snoozed.blocks[1]),
    /:zzz: Snoozed by Ada until \{2026-11-21 11:02 UTC\}$/,
  );
  assert.match(
    readable(snoozed.blocks[2]),
    /Snoozed until Sat 12:02 · WakeRecheck now/,
  );
  assert.deepEqual(buttons(snoozed), [
    "incident_ack",
    "incident_wake",
    "incident_recheck",
    "incident_update",
    "incident_more",
  ]);
  const forGood = compose([story({ snooze: { by: "Ada", until: null } })]);
  assert.match(
    readable(forGood.blocks),
    /Snoozed by Ada until it is over.*Snoozed · Wake/,
  );
  const over = story({
    snooze: { by: "Ada", until },
    resolvedAt: until,
    resolution: "recovered",
  });
  assert.doesNotMatch(readable(compose([over]).blocks), /nooze/);
});

test("what somebody wrote last, the runbook, and who is on call", () => {
  const message = compose([
    story({
      update: { at: began + 60_000, by: "Ada", text: "Restoring" },
      runbook: "https://wiki.example.org/datastore",
      onCall: ["UBEN000001"],
    }),
  ]);
  assert.match(
    readable(message.blocks[1]),
    /incident 12 · Runbook\n:memo: \{2026-11-21 10:03 UTC\} Ada: Restoring\nOn call: $/,
  );
  assert.ok(JSON.stringify(message).includes('"user_id":"UBEN000001"'));
  assert.equal(
    choices(message, "incident_more").at(-1),
    "12 runbook -> https://wiki.example.org/datastore",
  );
  const tampered = compose([story({ runbook: "javascript:alert(1)" })]);
  assert.doesNotMatch(JSON.stringify(tampered), /javascript/);
  assert.deepEqual(problemsWithBlocks("message", message.blocks), []);
});

test("another look: first that somebody looks, then raw evidence with the results before", () => {
  const looking = compose([
    story({ look: { at: began, by: "Ada", seen: null } }),
  ]);
  assert.equal(readable(looking.blocks[2]), ":mag: Ada is looking again …");
  const earlier = [
    { at: began - 60_000, outcome: "up" as const, took: "80 ms", reason: null },
  ];
  const sight = {
    name: "front page",
    outcome: "down" as const,
    took: "1.2 s",
    reason: "HTTP 503",
    facts: { status: 503 },
    earlier,
  };
  const seen = compose([
    story({
      look: { at: began, by: "Ada", seen: { sights: [sight], left: 2 } },
    }),
  ]);
  assert.equal(
    readable(seen.blocks.slice(2, -1)),
    ":mag: Looked again at {2026-11-21 10:02 UTC} by Ada, without 2 monitors more:" +
      ":red_circle: front page down in 1.2 s\nHTTP 503status  503Before::large_green_circle: {2026-11-21 10:01 UTC} up in 80 ms",
  );
  const many = Array.from({ length: 10 }, () => ({
    ...sight,
    facts: { body: "x".repeat(5_000) },
  }));
  const long = compose([
    story({ look: { at: began, by: "Ada", seen: { sights: many, left: 0 } } }),
  ]);
  assert.deepEqual(problemsWithBlocks("message", long.blocks), []);
  assert.ok(JSON.stringify(long.blocks).length < 12_000);
});

test("the thread tells what is new", () => {
  const table: [AnnouncementReason, Partial<Story>, RegExp][] = [
    [
      "recovered",
      { at: began + 600_000, detail: null },
      /^:large_green_circle: Datastore is up again after 10 min$/,
    ],
    [
      "reminder",
      { at: began + 4 * 3_600_000, detail: null },
      /^:red_circle: Datastore is still down after 4 h$/,
    ],
    [
      "acknowledged",
      { actor: "Ada", detail: null },
      /^:eyes: Datastore: Ada is on it$/,
    ],
    ["worsened", {}, /^:red_circle: Datastore is down: front page/],
    [
      "improved",
      { detail: null },
      /^:large_yellow_circle: Datastore answers again, with difficulties$/,
    ],
    [
      "handed-back",
      { actor: "Ada", detail: null },
      /^:wave: Datastore has nobody on it any more \(Ada\)$/,
    ],
    [
      "snoozed",
      { actor: "Ada", until: began + 3_600_000 },
      /^:zzz: Datastore is snoozed until \{2026-11-21 11:02 UTC\} \(Ada\)$/,
    ],
    [
      "snoozed",
      { actor: "Ada", until: null },
      /^:zzz: Datastore is snoozed until it is over \(Ada\)$/,
    ],
    [
      "woken",
      { at: began + 3_600_000 },
      /^:alarm_clock: Datastore is awake again: still down after 1 h$/,
    ],
    [
      "update",
      { actor: "Ada", detail: "We are restoring from backup" },
      /^:memo: Datastore · Ada: We are restoring from backup$/,
    ],
    [
      "ended",
      { detail: "its monitoring was paused", actor: "Ada" },
      /not watched any more: its monitoring was paused \(Ada\)$/,
    ],
  ];
  for (const [reason, fields, expected] of table)
    assert.match(
      readable(compose([story({ news: [reason], ...fields })], true).blocks),
      expected,
      reason,
    );
});

test("a storm is counted and listed, as far as there is room", () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    story({
      incidentId: index + 1,
      service: `Service ${index + 1}`,
      ...(index < 20
        ? { resolvedAt: began + 60_000, resolution: "recovered" as const }
        : {}),
    }),
  );
  const folded = compose(many);
  assert.match(folded.text, /^480 services are down, 20 are over:/);
  assert.match(readable(folded.blocks.at(-2)), /IATI · since/);
  assert.deepEqual(buttons(folded), ["incidents_ack", "incidents_list"]);
  assert.match(readable(folded.blocks.at(-1)), /^Acknowledge all 480List$/);
  assert.match(JSON.stringify(folded.blocks.at(-1)), /"value":"77"/);
  assert.match(readable(folded.blocks), /and 4\d\d more/);
  const replies = compose(
    many.map((one) => ({ ...one, news: ["recovered"] })),
    true,
  );
  assert.match(readable(replies.blocks), /and 470 more$/);
});

test("every message keeps Slack's limits and makes nothing of what came from outside", () => {
  const hostile = [
    "<!channel> <@U123> <https://evil.example|click>",
    "*bold* _it_ ~no~ `code`",
    "&lt;!here&gt;",
    "x".repeat(10_000),
    "line\nbreak\u202E",
    "",
    "@here #general https://a.example",
    "😀".repeat(5_000),
    "```block```",
    ...hostileTexts,
  ];
  const sets: Story[][] = hostile.map((text) => [
    story({
      service: text.slice(0, 80),
      cause: text,
      detail: text,
      acknowledgedBy: text.slice(0, 80),
      acknowledgedAt: began,
      actor: text,
      snooze: { by: text.slice(0, 80), until: began },
      update: { at: began, by: text.slice(0, 80), text },
      look: {
        at: began,
        by: text.slice(0, 80),
        seen: {
          sights: [
            {
              name: text.slice(0, 80),
              outcome: "down" as const,
              took: "1 ms",
              reason: text,
              facts: { [text.slice(0, 20)]: text },
              earlier: [],
            },
          ],
          left: 1,
        },
      },
      namespace: { name: text.slice(0, 80), timezone: "UTC" },
    }),
  ]);
  sets.push(sets.flat(), Array.from({ length: 20 }, () => sets.flat()).flat());
  for (const stories of sets) {
    for (const isReply of [false, true]) {
      for (const news of [
        "down",
        "recovered",
        "acknowledged",
        "ended",
        "update",
        "snoozed",
        "woken",
        "handed-back",
      ] as const) {
        const { text, blocks } = compose(
          stories.map((one) => ({ ...one, news: [news] })),
          isReply,
        );
        assert.deepEqual(problemsWithBlocks("message", blocks), []);
        assert.ok(text.length <= 4_000 && text.length > 0);
        const made = mrkdwnEntities(text).filter(({ kind }) =>
          ringing.includes(kind),
        );
        assert.deepEqual(made, [], text);
        assert.doesNotMatch(
          JSON.stringify(blocks),
          /"type":"(mrkdwn|link|user|usergroup|broadcast|channel)"/,
        );
      }
    }
  }
  const words: Content = { kind: "words", lines: hostile };
  assert.deepEqual(
    problemsWithBlocks("message", composeSlack(words).blocks),
    [],
  );
});

/** What would ring a bell or lead somewhere. */
const ringing: string[] = [
  "link",
  "auto-link",
  "user",
  "channel",
  "usergroup",
  "special",
  "auto-mention",
];
