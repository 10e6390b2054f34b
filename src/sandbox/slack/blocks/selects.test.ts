import {
  x,
  plain,
  mrkdwn,
  times,
  option,
  options,
  section,
  input,
  select,
  testRows,
} from "./samples.ts";

testRows([
  [
    "101 options",
    [section(select({ options: options(101) }))],
    ["blocks[0].accessory.options: 101 items, 100 allowed"],
  ],
  [
    "no options",
    [section(select({ options: [] }))],
    ["blocks[0].accessory.options: 0 items, at least 1 needed"],
  ],
  [
    "options and groups",
    [
      section(
        select({ option_groups: [{ label: plain("g"), options: options(1) }] }),
      ),
    ],
    ["blocks[0].accessory: needs either options or option_groups"],
  ],
  [
    "101 groups",
    [
      section({
        type: "static_select",
        option_groups: times(101, () => ({
          label: plain("g"),
          options: options(1),
        })),
      }),
    ],
    ["blocks[0].accessory.option_groups: 101 items, 100 allowed"],
  ],
  [
    "a group's label and options",
    [
      section({
        type: "static_select",
        option_groups: [{ label: plain(x(76)), options: options(101) }],
      }),
    ],
    [
      "blocks[0].accessory.option_groups[0].label.text: 76 characters, 75 allowed",
      "blocks[0].accessory.option_groups[0].options: 101 items, 100 allowed",
    ],
  ],
  [
    "an option too long in each part",
    [
      section(
        select({
          options: [
            {
              text: plain(x(76)),
              value: x(76),
              description: plain(x(76)),
            },
          ],
        }),
      ),
    ],
    [
      "blocks[0].accessory.options[0].text.text: 76 characters, 75 allowed",
      "blocks[0].accessory.options[0].value: 76 characters, 75 allowed",
      "blocks[0].accessory.options[0].description.text: 76 characters, 75 allowed",
    ],
  ],
  [
    "mrkdwn in a select's option",
    [section(select({ options: [{ text: mrkdwn("o"), value: "o" }] }))],
    [
      "blocks[0].accessory.options[0].text: mrkdwn is not allowed in a plain text",
    ],
  ],
  [
    "an option's URL outside of overflow",
    [
      section(
        select({
          options: [{ ...option("o"), url: "https://a.example/" }],
        }),
      ),
    ],
    ["blocks[0].accessory.options[0].url: invalid additional property"],
  ],
  [
    "an initial option that is none of them",
    [section(select({ initial_option: option("zz") }))],
    ["blocks[0].accessory.initial_option: not one of the options"],
  ],
  [
    "initial options beyond the maximum, one of them unknown",
    [
      section({
        type: "multi_static_select",
        options: options(3),
        initial_options: [option("o0"), option("zz")],
        max_selected_items: 1,
      }),
    ],
    [
      "blocks[0].accessory.initial_options: 2 items, max_selected_items is 1",
      "blocks[0].accessory.initial_options[1]: not one of the options",
    ],
  ],
  [
    "max_selected_items 0",
    [section({ type: "multi_users_select", max_selected_items: 0 })],
    [
      `blocks[0].accessory.max_selected_items: not a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`,
    ],
  ],
  [
    "placeholder too long",
    [section(select({ placeholder: plain(x(151)) }))],
    ["blocks[0].accessory.placeholder.text: 151 characters, 150 allowed"],
  ],
  [
    "an empty filter",
    [input({ type: "conversations_select", filter: {} })],
    ["blocks[0].element.filter: empty"],
    "modal",
  ],
]);
