import {
  x,
  plain,
  mrkdwn,
  times,
  button,
  actions,
  chart,
  testRows,
} from "./samples.ts";

testRows([
  [
    "section too long",
    [{ type: "divider" }, { type: "section", text: mrkdwn(x(3120)) }],
    ["blocks[1].text.text: 3120 characters, 3000 allowed"],
  ],
  [
    "section with nothing",
    [{ type: "section" }],
    ["blocks[0]: needs text or fields"],
  ],
  [
    "11 fields",
    [{ type: "section", fields: times(11, () => plain("f")) }],
    ["blocks[0].fields: 11 items, 10 allowed"],
  ],
  [
    "no fields",
    [{ type: "section", fields: [] }],
    ["blocks[0].fields: 0 items, at least 1 needed"],
  ],
  [
    "field too long",
    [{ type: "section", fields: [plain("f"), plain(x(2001))] }],
    ["blocks[0].fields[1].text: 2001 characters, 2000 allowed"],
  ],
  [
    "header in mrkdwn",
    [{ type: "header", text: mrkdwn("h") }],
    ["blocks[0].text: mrkdwn is not allowed in a plain text"],
  ],
  [
    "header too long",
    [{ type: "header", text: plain(x(151)) }],
    ["blocks[0].text.text: 151 characters, 150 allowed"],
  ],
  [
    "11 context elements",
    [{ type: "context", elements: times(11, () => plain("c")) }],
    ["blocks[0].elements: 11 items, 10 allowed"],
  ],
  [
    "a button in context",
    [{ type: "context", elements: [button()] }],
    ['blocks[0].elements[0].type: unsupported type "button"'],
  ],
  [
    "26 actions",
    [actions(...times(26, () => button()))],
    ["blocks[0].elements: 26 items, 25 allowed"],
  ],
  [
    "no actions",
    [actions()],
    ["blocks[0].elements: 0 items, at least 1 needed"],
  ],
  [
    "a container's rules",
    [
      {
        type: "container",
        default_collapsed: true,
        child_blocks: [{ type: "divider" }],
      },
    ],
    [
      "blocks[0]: needs title or rich_text_title",
      "blocks[0].default_collapsed: needs is_collapsible",
    ],
  ],
  [
    "11 children, one of them a chart",
    [
      {
        type: "container",
        title: plain("t"),
        child_blocks: [chart(), ...times(10, () => ({ type: "divider" }))],
      },
    ],
    [
      'blocks[0].child_blocks[0].type: unsupported type "data_visualization"',
      "blocks[0].child_blocks: 11 items, 10 allowed",
    ],
  ],
  [
    "an empty card",
    [{ type: "card", subtitle: plain("s") }],
    ["blocks[0]: needs hero_image, title, actions or body"],
  ],
  [
    "a card's limits",
    [
      {
        type: "card",
        title: plain(x(151)),
        body: plain(x(201)),
        actions: times(3, () => button()),
      },
    ],
    [
      "blocks[0].title.text: 151 characters, 150 allowed",
      "blocks[0].body.text: 201 characters, 200 allowed",
      "blocks[0].actions: 3 items, 2 allowed",
    ],
  ],
  [
    "11 cards",
    [
      {
        type: "carousel",
        elements: times(11, () => ({ type: "card", body: plain("b") })),
      },
    ],
    ["blocks[0].elements: 11 items, 10 allowed"],
  ],
  [
    "an alert's level",
    [{ type: "alert", text: plain("a"), level: "bad" }],
    [
      'blocks[0].level: "bad" is not one of default, info, warning, error, success',
    ],
    "home",
  ],
  [
    "6 context actions",
    [
      {
        type: "context_actions",
        elements: times(6, () => ({
          type: "icon_button",
          icon: "trash",
          text: plain("t"),
        })),
      },
    ],
    ["blocks[0].elements: 6 items, 5 allowed"],
  ],
]);
