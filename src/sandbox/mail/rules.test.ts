import assert from "node:assert/strict";
import { test } from "node:test";
import { problemWithMessage } from "./rules.ts";
import { letter } from "./serve-mail-for-tests.ts";

const good: Record<string, string> = {
  "a plain one": letter(),
  "a reply": letter({
    "In-Reply-To": "<1@example.org>",
    References: "<1@example.org>\r\n <2@example.org>",
  }),
  "a blind copy only": letter({ To: "", Bcc: "ada@example.org" }),
  "a line of 998 bytes": letter({}, "a".repeat(998)),
  "8-bit characters in the body": letter({}, "cafÃ©"),
};
for (const [what, text] of Object.entries(good))
  test(`in order: ${what}`, () => {
    assert.equal(problemWithMessage(text, false), undefined);
  });

const bad: [what: string, text: string, problem: RegExp][] = [
  ["no From", letter({ From: "" }), /exactly one From/],
  ["no Date", letter({ Date: "" }), /exactly one Date/],
  ["no Message-ID", letter({ "Message-ID": "" }), /exactly one Message-ID/],
  ["no recipient", letter({ To: "" }), /no recipient/],
  ["two subjects", letter({ subject: "again" }), /more than one Subject/],
  ["two From", letter({ from: "eve@example.org" }), /exactly one From/],
  ["a Date that is none", letter({ Date: "soon" }), /Date is none/],
  ["a loose Message-ID", letter({ "Message-ID": "1@x" }), /Message-ID is not/],
  [
    "a subject that breaks its line",
    letter({ Subject: "down\r\nnot a header" }),
    /no header: not a header/,
  ],
  [
    "a subject that smuggles a header",
    letter({ Subject: "down\r\nTo: eve@example.org" }),
    /more than one To/,
  ],
  ["a bare line feed", letter({}, "a\nb"), /bare CR or LF/],
  ["a bare carriage return", letter({}, "a\rb"), /bare CR or LF/],
  ["a line of 999 bytes", letter({}, "a".repeat(999)), /longer than 998/],
  ["8-bit characters in a header", letter({ Subject: "cafÃ©" }), /8-bit/],
];
for (const [what, text, problem] of bad)
  test(`refused: ${what}`, () => {
    assert.match(problemWithMessage(text, false) ?? "", problem);
  });

test("with SMTPUTF8 a header may have 8-bit characters", () => {
  const text = letter({ Subject: "cafÃ©" });
  assert.equal(problemWithMessage(text, true), undefined);
});
