import { x, image, testRows } from "./samples.ts";

testRows([
  [
    "an image from two places",
    [{ ...image, slack_file: { id: "F1" } }],
    ["blocks[0]: needs either image_url or slack_file"],
  ],
  [
    "an image from nowhere, without words",
    [{ type: "image" }],
    ["blocks[0].alt_text: missing"],
  ],
  [
    "alt text too long",
    [{ ...image, alt_text: x(2001) }],
    ["blocks[0].alt_text: 2001 characters, 2000 allowed"],
  ],
  [
    "a file by id and by URL",
    [
      {
        type: "image",
        alt_text: "i",
        slack_file: { id: "F1", url: "https://a.example/" },
      },
    ],
    ["blocks[0].slack_file: needs either id or url"],
  ],
]);
