import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithModal, wordsOfBlocks } from "../../testing/slack-words.ts";
import { namespaceForm } from "./add-namespace.ts";
import { addMonitorForm } from "./add-monitor.ts";
import { filledIn, submitted, type ViewValues } from "./state.ts";

test("what a form holds is read, whatever element held it; empty ones are left out", () => {
  const values: ViewValues = {
    slug: { slug: { value: "iati" } },
    name: { name: { value: null } },
    type: { type: { selected_option: { value: "http" } } },
    none: { none: { selected_option: null } },
    flags: {
      flags: {
        selected_options: [{ value: "essential" }, { value: "private" }],
      },
    },
    channels: { channels: { selected_conversations: ["C1", "C2"] } },
    owners: { owners: { selected_users: [] } },
  };
  assert.deepEqual(submitted(values), {
    slug: "iati",
    type: "http",
    flags: "essential,private",
    channels: "C1,C2",
  });
});

test("a form that was answered too late comes back as it was filled in", () => {
  const view = filledIn(
    namespaceForm(),
    {
      slug: { slug: { value: "Not a slug" } },
      timezone: { timezone: { value: null } },
      channels: { channels: { selected_conversations: ["C1"] } },
      owners: { owners: { selected_users: [] } },
    },
    { slug: "The short name must be short." },
  );
  assert.match(
    wordsOfBlocks(view.blocks),
    /^:warning: The short name must be short\.\n/,
  );
  assert.deepEqual(problemsWithModal(view), []);
  const element = (id: string): object =>
    view.blocks.find(({ block_id: block }) => block === id)?.[
      "element"
    ] as object;
  assert.equal(Reflect.get(element("slug"), "initial_value"), "Not a slug");
  assert.deepEqual(Reflect.get(element("channels"), "initial_conversations"), [
    "C1",
  ]);
  assert.equal(
    Reflect.get(element("timezone"), "initial_value"),
    undefined,
    "it was emptied",
  );
  assert.equal(Reflect.get(element("owners"), "initial_users"), undefined);
});

test("boxes and menus keep what was chosen", () => {
  const yes = {
    text: { type: "plain_text", text: "Not on the public page" },
    value: "private",
  };
  const view = filledIn(
    addMonitorForm([], { type: "http", all: true }),
    { flags: { flags: { selected_options: [yes] } } },
    { flags: "No." },
  );
  const flags = view.blocks.find(({ block_id: id }) => id === "flags");
  assert.deepEqual(
    Reflect.get(flags?.["element"] as object, "initial_options"),
    [yes],
  );
});
