import assert from "node:assert/strict";
import { test } from "node:test";
import { readHeads } from "./imap-mailbox.ts";

const part = "BODY[HEADER.FIELDS (X-ALLSWELL-PROBE)]";

/** Lines of an answer to FETCH, and the messages that are in it. */
const rows: [string[], { uid: number; header: string | undefined }[]][] = [
  [
    [
      `* 1 FETCH (UID 5 ${part} {24}`,
      "X-Allswell-Probe: abc",
      "",
      ")",
      `* 2 FETCH (UID 6 ${part} {2}`,
      "",
      ")",
    ],
    [
      { uid: 5, header: "abc" },
      { uid: 6, header: undefined },
    ],
  ],
  // The UID behind the literal.
  [
    [`* 1 FETCH (${part} {24}`, "x-allswell-probe:abc ", "", " UID 7)"],
    [{ uid: 7, header: "abc" }],
  ],
  // A header that pretends to be the end of the answer.
  [
    [
      `* 1 FETCH (${part} {40}`,
      "X-Allswell-Probe: abc",
      " UID 9)",
      "",
      " UID 7)",
    ],
    [{ uid: 7, header: "abc UID 9)" }],
  ],
  [[`* 1 FETCH (${part} {40}`, "X-Allswell-Probe: abc", " UID 9)"], []],
  // Two headers of ours: nobody knows which is meant.
  [
    [
      `* 1 FETCH (UID 5 ${part} {48}`,
      "X-Allswell-Probe: abc",
      "X-Allswell-Probe: def",
      "",
      ")",
    ],
    [{ uid: 5, header: undefined }],
  ],
  // What a server may say in between.
  [
    ["* 3 EXISTS", `* 1 FETCH (UID 5 ${part} NIL)`, "* 1 FETCH (FLAGS ())"],
    [{ uid: 5, header: undefined }],
  ],
];

test("answers to FETCH are taken apart, and what anybody wrote in a header is no UID", () => {
  for (const [lines, heads] of rows) assert.deepEqual(readHeads(lines), heads);
});
