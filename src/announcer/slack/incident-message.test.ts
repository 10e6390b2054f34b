import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithBlocks } from "../../sandbox/slack/blocks.ts";
import { mrkdwnEntities } from "../../sandbox/slack/mrkdwn.ts";
import type { AnnouncementReason } from "../../domain/announcement.ts";
import type { Content, Story } from "../channel.ts";
import { composeSlack, type SlackMessage } from "./incident-message.ts";

const began = Date.UTC(2026, 10, 21, 10, 2);

function story(fields: Partial<Story> = {}): Story {
  return {
    incidentId: 12,
    service: "Datastore",
    namespace: { name: "IATI", timezone: "UTC" },
    severity: "down",
    beganAt: began,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolution: null,
    news: ["down"],
    cause: "front page: no answer within 5 s",
    detail: "front page: no answer within 5 s",
    actor: null,
    at: began + 25_000,
    ...fields,
  };
}

function compose(stories: Story[], isReply = false): SlackMessage {
  return composeSlack({ kind: "stories", topic: "trouble", stories, isReply });
}

/** Everything that a reader sees of the blocks, in order. */
function readable(value: unknown): string {
  if (Array.isArray(value)) return value.map(readable).join("");
  if (typeof value !== "object" || value === null) return "";
  const { type, text, name, fallback } = value as Record<string, unknown>;
  if (type === "emoji") return `:${String(name)}:`;
  if (type === "date") return `{${String(fallback)}}`;
  if (type === "text" || type === "plain_text") return String(text);
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
    "incident_details",
  ]);

  const taken = compose([
    story({ acknowledgedAt: began + 60_000, acknowledgedBy: "Ada" }),
  ]);
  assert.match(readable(taken.blocks[1]), /Ada is on it$/);
  assert.deepEqual(buttons(taken), ["incident_recheck", "incident_details"]);

  const over = compose([
    story({ resolvedAt: began + 600_000, resolution: "recovered" }),
  ]);
  assert.equal(over.text, "Datastore is up again after 10 min");
  assert.match(
    readable(over.blocks[0]),
    /^:large_green_circle: Datastore is up again after 10 min\nIt was: front page/,
  );
  assert.deepEqual(buttons(over), ["incident_details"]);

  const closed = compose([
    story({ resolvedAt: began + 600_000, resolution: "paused" }),
  ]);
  assert.match(closed.text, /^Datastore: closed after 10 min/);
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
      /^:eyes: Datastore has somebody on it: Ada$/,
    ],
    ["worsened", {}, /^:red_circle: Datastore is down: front page/],
    [
      "improved",
      { detail: null },
      /^:large_yellow_circle: Datastore answers again, with difficulties$/,
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
  assert.match(
    folded.text,
    /^20 services is over|^20 services are over, 480 are down:/,
  );
  assert.match(readable(folded.blocks.at(-1)), /IATI · since/);
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
  ];
  const sets: Story[][] = hostile.map((text) => [
    story({
      service: text.slice(0, 80),
      cause: text,
      detail: text,
      acknowledgedBy: text.slice(0, 80),
      acknowledgedAt: began,
      actor: text,
      namespace: { name: text.slice(0, 80), timezone: "UTC" },
    }),
  ]);
  sets.push(
    sets.flat(),
    Array.from({ length: 2_000 }, () => sets.flat()).flat(),
  );
  for (const stories of sets) {
    for (const isReply of [false, true]) {
      for (const news of [
        "down",
        "recovered",
        "acknowledged",
        "ended",
      ] as const) {
        const { text, blocks } = compose(
          stories.map((one) => ({ ...one, news: [news] })),
          isReply,
        );
        assert.deepEqual(problemsWithBlocks("message", blocks), []);
        assert.ok(text.length <= 3_000 && text.length > 0);
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
