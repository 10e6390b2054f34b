import {
  x,
  plain,
  option,
  options,
  button,
  section,
  actions,
  input,
  testRows,
} from "./samples.ts";

testRows([
  [
    "action_id twice in a block",
    [actions(button({ action_id: "a" }), button({ action_id: "a" }))],
    ["blocks[0].elements[1].action_id: used twice in this block"],
  ],
  [
    "action_id too long",
    [section(button({ action_id: x(256) }))],
    ["blocks[0].accessory.action_id: 256 characters, 255 allowed"],
  ],
  [
    "button text too long",
    [section(button({ text: plain(x(76)) }))],
    ["blocks[0].accessory.text.text: 76 characters, 75 allowed"],
  ],
  [
    "button value too long",
    [section(button({ value: x(2001) }))],
    ["blocks[0].accessory.value: 2001 characters, 2000 allowed"],
  ],
  [
    "button URL too long",
    [section(button({ url: `https://a.example/${x(2983)}` }))],
    ["blocks[0].accessory.url: 3001 characters, 3000 allowed"],
  ],
  [
    "button URL of another scheme",
    [section(button({ url: "javascript:alert(1)" }))],
    ["blocks[0].accessory.url: not a URL that starts with http: or https:"],
  ],
  [
    "button style",
    [section(button({ style: "default" }))],
    ['blocks[0].accessory.style: "default" is not one of primary, danger'],
  ],
  [
    "confirm too long",
    [
      section(
        button({
          confirm: {
            title: plain(x(101)),
            text: plain(x(301)),
            confirm: plain(x(31)),
            deny: plain(x(31)),
          },
        }),
      ),
    ],
    [
      "blocks[0].accessory.confirm.text.text: 301 characters, 300 allowed",
      "blocks[0].accessory.confirm.title.text: 101 characters, 100 allowed",
      "blocks[0].accessory.confirm.confirm.text: 31 characters, 30 allowed",
      "blocks[0].accessory.confirm.deny.text: 31 characters, 30 allowed",
    ],
  ],
  [
    "confirm without text",
    [section(button({ confirm: { title: plain("t") } }))],
    ["blocks[0].accessory.confirm.text: missing"],
  ],
  [
    "6 in an overflow",
    [section({ type: "overflow", options: options(6) })],
    ["blocks[0].accessory.options: 6 items, 5 allowed"],
  ],
  [
    "11 checkboxes",
    [section({ type: "checkboxes", options: options(11) })],
    ["blocks[0].accessory.options: 11 items, 10 allowed"],
  ],
  [
    "11 radio buttons",
    [section({ type: "radio_buttons", options: options(11) })],
    ["blocks[0].accessory.options: 11 items, 10 allowed"],
  ],
  [
    "a ticked box that is none of them",
    [
      section({
        type: "checkboxes",
        options: options(1),
        initial_options: [option("zz")],
      }),
    ],
    ["blocks[0].accessory.initial_options[0]: not one of the options"],
  ],
  [
    "a datetimepicker as accessory",
    [section({ type: "datetimepicker" })],
    ["blocks[0].accessory: datetimepicker is not allowed in section"],
  ],
  [
    "dates and times",
    [
      input({ type: "datepicker", initial_date: "2026-02-30" }),
      input({ type: "timepicker", initial_time: "24:00", timezone: "Mars" }),
      input({ type: "datetimepicker", initial_date_time: 1_790_000_000_000 }),
    ],
    [
      'blocks[0].element.initial_date: "2026-02-30" is not a date like 2026-11-21',
      'blocks[1].element.initial_time: "24:00" is not a time like 09:30 or 22:25',
      'blocks[1].element.timezone: "Mars" is not an IANA time zone',
      "blocks[2].element.initial_date_time: not a whole number from 1000000000 to 9999999999",
    ],
    "modal",
  ],
  [
    "a datetimepicker's placeholder",
    [input({ type: "datetimepicker", placeholder: plain("p") })],
    ["blocks[0].element.placeholder: invalid additional property"],
    "modal",
  ],
]);
