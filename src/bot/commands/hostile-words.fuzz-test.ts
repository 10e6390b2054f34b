// Whatever is typed behind a verb gets an answer that is nothing but text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeText } from "../../sandbox/slack/mrkdwn.ts";
import { hostileTexts, hostileVisits } from "../../testing/hostile.ts";
import { openOffice } from "../../testing/office.ts";
import { admin, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import {
  problemsWithMessage,
  problemsWithModal,
} from "../../testing/slack-words.ts";
import { speakingTools } from "../../testing/speaking-tools.ts";
import type { Reply } from "../reply.ts";
import { typedHere } from "../typed-here.ts";
import { wordsOf } from "../words.ts";
import { runCommand } from "./index.ts";

const url = "<https://datastore.example.org/>";

/** Every place in a command where somebody's own words may stand. */
const places: ((text: string) => string)[] = [
  (text) => text,
  (text) => `show ${text}`,
  (text) => `show "${text}"`,
  (text) => `board ${text}`,
  (text) => `list ${text}`,
  (text) => `add ${text}`,
  (text) => `add http ${text} in iati`,
  (text) => `add ${url} ${text}`,
  (text) => `add ${url} name "${text}" in iati`,
  (text) => `add ${url} in ${text}`,
  (text) => `add ${url} in iati monitor ${text}`,
  (text) => `add ${url} in iati every ${text} timeout ${text}`,
  (text) => `add ${url} in iati failures ${text} retry ${text}`,
  (text) => `add ${url} in iati schedule "${text}"`,
  (text) => `add ${url} in iati contains "${text}" pattern "${text}"`,
  (text) =>
    `add ${url} in iati headers "${text}" secretHeader ${text} secretValue ${text}`,
  (text) => `pause ${text}`,
  (text) => `pause ${text} for 2 hours`,
  (text) => `pause datastore for ${text}`,
  (text) => `resume ${text}`,
  (text) => `remove ${text}`,
  (text) => `check ${text}`,
  (text) => `incidents ${text}`,
  (text) => `ack ${text}`,
  (text) => `deliveries ${text}`,
  (text) => `namespace ${text}`,
  (text) => `namespace add ${text}`,
  (text) => `namespace add x "${text}" ${text} remind ${text}`,
  (text) => `namespace add x <#C1|${text}> <@U1|${text}>`,
  (text) => `twitter connect ${text}`,
  (text) => `twitter status ${text}`,
  (text) => `mastodon disconnect ${text}`,
  (text) => `posts ${text}`,
  (text) => `posts iati language ${text} budget ${text}`,
  (text) => `posts iati ${text} ${text}`,
  (text) => `subscribe ${text}`,
  (text) => `subscribe me iati/${text}*`,
  (text) => `subscribe <#C1|${text}> iati`,
  (text) => `unsubscribe ${text}`,
  (text) => `people ${text}`,
  (text) => `people add <@U1|${text}> editor in ${text}`,
  (text) => `people add <!subteam^S1|${text}> ${text}`,
  (text) => `people remove ${text}`,
  (text) => `people guests ${text}`,
  (text) => `contact ${text}`,
  (text) => `oncall ${text}`,
  (text) => `oncall take iati ${text}`,
  (text) => `oncall set iati <@U1|${text}> ${text}`,
  (text) => `audit ${text}`,
  (text) => `graph ${text}`,
  (text) => `histogram ${text} last week`,
  (text) => `heatmap ${text}`,
  (text) => `calendar "${text}" 1y`,
  (text) => `report ${text}`,
  (text) => `report subscribe daily at 9 ${text}`,
  (text) => `report unsubscribe ${text}`,
  (text) => `token new "${text}" write for ${text}`,
  (text) => `token revoke ${text}`,
  (text) => `panel new "${text}" in iati every ${text}`,
  (text) => `panel new ${text} from ${text}`,
  (text) => `panel token ${text}`,
  (text) => `panel remove "${text}"`,
  (text) => `help ${text}`,
];

function problemsWith(reply: Reply): string[] {
  return reply.kind === "form"
    ? problemsWithModal(reply.view)
    : problemsWithMessage(typedHere(reply, "/allswell "));
}

test("whatever is typed, anywhere in a command, gets a harmless answer", async (t) => {
  let current = "";
  const { tools, store } = await speakingTools(t, () => current);
  const counts = { answers: 0, forms: 0 };
  for (const [text, place] of hostileVisits(places, 5)) {
    current = text;
    const typed = place(escapeText(text));
    const reply = await runCommand(
      { words: wordsOf(typed), actor: admin, channelId: "C1", isAlone: true },
      tools,
    );
    assert.deepEqual(problemsWith(reply), [], typed.slice(0, 200));
    counts[reply.kind === "form" ? "forms" : "answers"]++;
  }
  for (const typed of [
    "",
    "list iati",
    "namespace",
    "incidents",
    "deliveries",
    "pause",
    "resume",
    "subscribe",
    "people",
    "oncall",
    "oncall iati",
    "audit",
    "audit iati",
  ])
    assert.deepEqual(
      problemsWith(
        await runCommand(
          { words: wordsOf(typed), actor: admin, channelId: "C1" },
          tools,
        ),
      ),
      [],
      typed,
    );
  const [{ kept } = { kept: 0 }] = await store.db.query<{ kept: number }[]>(
    "SELECT count(*)::int AS kept FROM monitors",
  );
  assert.ok(kept > 10, "names that are names were taken");
  t.diagnostic(
    `${counts.answers} answers and ${counts.forms} forms, no crash, mention, link or block that Slack refuses; ${kept} monitors were made`,
  );
});

test("through Slack, in every place where people speak to us, it is no different", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeMonitor(office.store);
  const ways = [
    (text: string) => office.ask(`/allswell ${text}`),
    (text: string) => office.ask(`@allswell ${text}`),
    (text: string) => office.ask(`pause ${text}`, { channel: "@allswell" }),
    (text: string) =>
      office.ask(`/aw add https://a.example in iati name ${text}`),
  ];
  for (const [index, text] of hostileTexts.entries()) {
    const answer = await ways[index % ways.length]?.(text);
    assert.doesNotMatch(answer ?? "", /^$|fault/, text.slice(0, 100));
    await office.slack.client
      .close({ user: "ada" })
      .catch(() => "no form was open");
  }
});
