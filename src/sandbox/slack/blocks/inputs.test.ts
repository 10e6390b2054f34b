import {
  x,
  plain,
  button,
  section,
  actions,
  input,
  testRows,
} from "./samples.ts";

testRows([
  [
    "a text input as accessory",
    [section({ type: "plain_text_input" })],
    ["blocks[0].accessory: plain_text_input is not allowed in section"],
  ],
  [
    "a text input among actions",
    [actions({ type: "plain_text_input" })],
    ["blocks[0].elements[0]: plain_text_input is not allowed in actions"],
  ],
  [
    "a button as input",
    [input(button())],
    ["blocks[0].element: button is not allowed in input"],
    "modal",
  ],
  [
    "an input without label and element",
    [{ type: "input" }],
    ["blocks[0].label: missing", "blocks[0].element: missing"],
    "modal",
  ],
  [
    "label and hint too long",
    [
      input(
        { type: "plain_text_input" },
        { label: plain(x(2001)), hint: plain(x(2001)) },
      ),
    ],
    [
      "blocks[0].label.text: 2001 characters, 2000 allowed",
      "blocks[0].hint.text: 2001 characters, 2000 allowed",
    ],
    "modal",
  ],
  [
    "text lengths that contradict each other",
    [input({ type: "plain_text_input", min_length: 9, max_length: 8 })],
    ["blocks[0].element: min_length 9 is over max_length 8"],
    "modal",
  ],
  [
    "text lengths out of range",
    [input({ type: "plain_text_input", min_length: 3001, max_length: 0 })],
    [
      "blocks[0].element.min_length: not a whole number from 0 to 3000",
      "blocks[0].element.max_length: not a whole number from 1 to 3000",
    ],
    "modal",
  ],
  [
    "an initial text over its maximum",
    [input({ type: "plain_text_input", max_length: 2, initial_value: "abc" })],
    ["blocks[0].element.initial_value: 3 characters, 2 allowed"],
    "modal",
  ],
  [
    "a number input without is_decimal_allowed",
    [input({ type: "number_input" })],
    ["blocks[0].element.is_decimal_allowed: missing"],
    "modal",
  ],
  [
    "numbers that are no text",
    [input({ type: "number_input", is_decimal_allowed: true, min_value: 1 })],
    ["blocks[0].element.min_value: 1 is not a number written as text"],
    "modal",
  ],
  [
    "number bounds",
    [
      input({
        type: "number_input",
        is_decimal_allowed: false,
        min_value: "5.5",
        max_value: "2",
      }),
    ],
    [
      "blocks[0].element.min_value: decimals are not allowed here",
      "blocks[0].element: min_value 5.5 is over max_value 2",
    ],
    "modal",
  ],
  [
    "a number outside its bounds",
    [
      input({
        type: "number_input",
        is_decimal_allowed: true,
        max_value: "2",
        initial_value: "2.5",
      }),
    ],
    ["blocks[0].element.initial_value: not from min_value to max_value"],
    "modal",
  ],
  [
    "dispatch without a trigger",
    [
      input({
        type: "plain_text_input",
        dispatch_action_config: { trigger_actions_on: [] },
      }),
    ],
    [
      "blocks[0].element.dispatch_action_config.trigger_actions_on: 0 items, at least 1 needed",
    ],
    "modal",
  ],
  [
    "11 files",
    [input({ type: "file_input", max_files: 11 })],
    ["blocks[0].element.max_files: not a whole number from 1 to 10"],
    "modal",
  ],
]);
