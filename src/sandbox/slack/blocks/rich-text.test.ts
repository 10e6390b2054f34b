import { rich, testRows } from "./samples.ts";

testRows([
  [
    "an unknown leaf of rich text",
    [rich({ type: "html", text: "t" })],
    ['blocks[0].elements[0].elements[0].type: unsupported type "html"'],
  ],
  [
    "a mention that is no id, a style that is no style",
    [
      rich(
        { type: "user", user_id: "@ada" },
        { type: "text", text: "t", style: { blink: true } },
      ),
    ],
    [
      'blocks[0].elements[0].elements[0].user_id: "@ada" is not an id in UW…',
      "blocks[0].elements[0].elements[1].style.blink: invalid additional property",
    ],
  ],
  [
    "a mention in preformatted text",
    [
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_preformatted",
            elements: [{ type: "user", user_id: "U1" }],
          },
        ],
      },
    ],
    [
      "blocks[0].elements[0].elements[0]: user is not allowed in preformatted rich text",
    ],
  ],
]);
