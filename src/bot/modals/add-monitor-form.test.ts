import assert from "node:assert/strict";
import { test } from "node:test";
import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import { checkTypes } from "../../checks/index.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { problemsWithModal, wordsOfBlocks } from "../../testing/slack-words.ts";
import { addMonitorForm } from "./add-monitor.ts";
import { namespaceForm } from "./add-namespace.ts";
import { pinForm } from "./enter-pin.ts";
import { doneView, shownErrors, waitingView } from "./form.ts";

function namespace(index: number, name = `Namespace ${index}`): Namespace {
  return {
    id: index,
    slug: `namespace-${index}`,
    name,
    timezone: "UTC",
    remindEveryMs: 14_400_000,
    foldMs: 20_000,
    announceDifficulties: false,
    escalateMs: 300_000,
    owners: [],
    createdAt: 0,
    removedAt: null,
  };
}

test("the short form asks for what matters, the long one for all there is", () => {
  const short = addMonitorForm([namespace(1)], { type: "http", all: false });
  assert.deepEqual(wordsOfBlocks(short.blocks).split("\n"), [
    "<What is looked at>",
    "URL: ____",
    "Namespace: ____",
    "Service: ____",
    "Monitor: ____",
    "Every: ____",
    "Contains: ____",
    "[More settings]",
    "[Test now]",
  ]);
  for (const type of checkTypes) {
    const long = wordsOfBlocks(
      addMonitorForm([namespace(1)], { type, all: true }).blocks,
    );
    for (const label of [
      "Timeout",
      "Schedule instead of an interval",
      "Failures that confirm an outage",
    ])
      assert.ok(long.includes(`${label}: ____`), `${type}: ${label}`);
    assert.doesNotMatch(long, /More settings/);
  }
});

test("the only namespace is chosen already", () => {
  const chosen = (count: number): unknown => {
    const namespaces = Array.from({ length: count }, (_, index) =>
      namespace(index),
    );
    const { blocks } = addMonitorForm(namespaces, { type: "http", all: false });
    const block = blocks.find(({ block_id: id }) => id === "namespaceSlug");
    assert.ok(block);
    const element = block["element"] as { initial_option?: { value: string } };
    return element.initial_option?.value;
  };
  assert.equal(chosen(1), "namespace-0");
  assert.equal(chosen(2), undefined);
});

test("every form is one that Slack takes, with one namespace or ten thousand of them", () => {
  for (const count of [1, 2, 100, 101, 250, 10_000])
    for (const type of checkTypes)
      for (const all of [false, true]) {
        const namespaces = Array.from({ length: count }, (_, index) =>
          namespace(index),
        );
        const view = addMonitorForm(namespaces, { type, all });
        assert.deepEqual(
          problemsWithModal(view),
          [],
          `${type}, ${count} namespaces`,
        );
      }
  assert.deepEqual(problemsWithModal(namespaceForm()), []);
  assert.deepEqual(problemsWithModal(pinForm("sealed")), []);
  assert.deepEqual(problemsWithModal(waitingView()), []);
});

test("forms and their answers stay forms, whatever names they hold", () => {
  for (const hostile of hostileTexts) {
    const names = [
      namespace(1, hostile.slice(0, 80)),
      namespace(2, hostile.slice(0, 80)),
    ];
    const views = [
      addMonitorForm(names, { type: "http", all: true }),
      doneView(hostile),
    ];
    for (const view of views)
      assert.deepEqual(problemsWithModal(view), [], hostile.slice(0, 40));
    const { url } = shownErrors({ url: hostile });
    assert.ok((url ?? "").length <= 500);
  }
});
