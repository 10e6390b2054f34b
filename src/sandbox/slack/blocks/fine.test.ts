import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithBlocks, type Surface } from "../block-rules.ts";
import {
  x,
  plain,
  mrkdwn,
  times,
  option,
  options,
  button,
  section,
  actions,
  input,
  rich,
  cell,
  point,
  chart,
  image,
  select,
} from "./samples.ts";

// Each kind at its limits: nothing that Slack takes may be refused.
const fine: [string, unknown, Surface?][] = [
  ["no block at all", []],
  ["50 blocks", times(50, () => ({ type: "divider" }))],
  ["100 blocks of a modal", times(100, () => ({ type: "divider" })), "modal"],
  ["100 blocks of a home", times(100, () => ({ type: "divider" })), "home"],
  ["section of 3000", [{ type: "section", text: mrkdwn(x(3000)) }]],
  [
    "section of 10 fields of 2000",
    [{ type: "section", fields: times(10, () => plain(x(2000))) }],
  ],
  ["header of 150", [{ type: "header", text: plain(x(150)) }]],
  [
    "context of 10",
    [{ type: "context", elements: [image, ...times(9, () => mrkdwn("c"))] }],
  ],
  [
    "actions of 25",
    [actions(...times(25, (i) => button({ action_id: `a${i}` })))],
  ],
  ["image block", [{ ...image, title: plain("t"), block_id: "b" }]],
  [
    "image of a file",
    [{ type: "image", slack_file: { id: "F1" }, alt_text: "i" }],
  ],
  [
    "button with everything",
    [
      section(
        button({
          action_id: x(255),
          value: x(2000),
          url: "https://a.example/",
          style: "danger",
          accessibility_label: x(75),
          confirm: {
            title: plain(x(100)),
            text: mrkdwn(x(300)),
            confirm: plain(x(30)),
            deny: plain(x(30)),
            style: "danger",
          },
        }),
      ),
    ],
  ],
  ["select of 100", [section(select({ options: options(100) }))]],
  [
    "select of 100 groups",
    [
      section({
        type: "static_select",
        option_groups: times(100, (i) => ({
          label: plain(`g${i}`),
          options: options(1),
        })),
      }),
    ],
  ],
  ["overflow of 5", [section({ type: "overflow", options: options(5) })]],
  [
    "checkboxes and radio buttons of 10",
    [
      actions(
        { type: "checkboxes", options: options(10), action_id: "c" },
        {
          type: "radio_buttons",
          options: options(10),
          initial_option: option("o3"),
          action_id: "r",
        },
      ),
    ],
  ],
  [
    "every leaf of rich text",
    [
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: "t", style: { bold: true } },
              { type: "link", url: "https://a.example", text: "a" },
              { type: "emoji", name: "wave" },
              { type: "user", user_id: "U1" },
              { type: "channel", channel_id: "C1" },
              { type: "usergroup", usergroup_id: "S1" },
              { type: "broadcast", range: "here" },
              { type: "date", timestamp: 1, format: "{date}", fallback: "f" },
              { type: "color", value: "#00ff00" },
            ],
          },
          {
            type: "rich_text_list",
            style: "bullet",
            indent: 1,
            border: 0,
            elements: [
              {
                type: "rich_text_section",
                elements: [{ type: "text", text: "t" }],
              },
            ],
          },
          {
            type: "rich_text_quote",
            elements: [{ type: "text", text: "t" }],
          },
          {
            type: "rich_text_preformatted",
            border: 1,
            elements: [{ type: "text", text: "t" }],
          },
        ],
      },
    ],
  ],
  [
    "table of 100 x 20",
    [
      {
        type: "table",
        rows: times(100, () => times(20, () => cell("x"))),
        column_settings: [{ align: "right" }, null, { is_wrapped: true }],
      },
    ],
  ],
  [
    "data table of 101 rows",
    [
      {
        type: "data_table",
        caption: "c",
        page_size: 100,
        row_header_column_index: 0,
        rows: times(101, () => [
          cell("x"),
          { type: "raw_number", value: 1, text: "1" },
          rich({ type: "text", text: "r" }),
        ]),
      },
    ],
  ],
  ["two charts", [chart(), chart()]],
  [
    "a pie",
    [
      {
        type: "data_visualization",
        title: "t",
        chart: { type: "pie", segments: times(6, (i) => point(`p${i}`)) },
      },
    ],
  ],
  [
    "container",
    [
      {
        type: "container",
        title: plain("t"),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: times(10, () => ({ type: "divider" })),
      },
    ],
  ],
  [
    "carousel",
    [
      {
        type: "carousel",
        elements: times(10, () => ({
          type: "card",
          title: mrkdwn("t"),
          actions: [button(), button()],
        })),
      },
    ],
  ],
  ["alert in a modal", [{ type: "alert", text: plain("a") }], "modal"],
  ["markdown", [{ type: "markdown", text: x(12_000) }]],
  [
    "inputs of each kind",
    [
      input({ type: "plain_text_input", min_length: 1, max_length: 3000 }),
      input({
        type: "number_input",
        is_decimal_allowed: false,
        min_value: "-1",
        max_value: "10",
        initial_value: "5",
      }),
      input({ type: "email_text_input", initial_value: "" }),
      input({ type: "url_text_input" }),
      input({ type: "datepicker", initial_date: "2026-11-21" }),
      input({
        type: "timepicker",
        initial_time: "22:25",
        timezone: "Europe/London",
      }),
      input({ type: "datetimepicker", initial_date_time: 1_790_000_000 }),
      input({ type: "checkboxes", options: options(1) }),
      input({ type: "radio_buttons", options: options(1) }),
      input({ type: "rich_text_input", min_lines: 1, max_lines: 100 }),
      input({ type: "file_input", filetypes: ["png"], max_files: 10 }),
      input(select({ initial_option: option("o1"), focus_on_load: true })),
      input({ type: "external_select", min_query_length: 0 }),
      input({ type: "users_select", initial_user: "U1" }),
      input({
        type: "conversations_select",
        default_to_current_conversation: true,
        response_url_enabled: true,
        filter: { include: ["public"], exclude_bot_users: true },
      }),
      input({ type: "channels_select", initial_channel: "C1" }),
      input({
        type: "multi_static_select",
        options: options(3),
        initial_options: [option("o0"), option("o2")],
        max_selected_items: 2,
      }),
      input({ type: "multi_external_select" }),
      input({ type: "multi_users_select", initial_users: ["U1", "W2"] }),
      input({ type: "multi_conversations_select" }),
      input({ type: "multi_channels_select" }),
      input(
        {
          type: "plain_text_input",
          dispatch_action_config: {
            trigger_actions_on: ["on_enter_pressed", "on_character_entered"],
          },
        },
        { dispatch_action: true, optional: true, hint: plain("h") },
      ),
    ],
    "modal",
  ],
];

for (const [name, blocks, surface = "message"] of fine)
  test(name, () => {
    assert.deepEqual(problemsWithBlocks(surface, blocks), []);
  });
