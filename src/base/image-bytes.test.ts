import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanJpeg } from "./image-bytes.ts";

const hex = (text: string): Buffer =>
  Buffer.from(text.replaceAll(" ", ""), "hex");

const START = hex("ffd8");
const END = hex("ffd9");
const FRAME = hex("ffc2 000b 08 0003 0004 01 011100");
const SCAN = hex("ffda 0008 01 0100 003f00");
const TABLE = hex("ffc4 0003 00");
/** With a byte of 0xff in it, and a restart. */
const CODED = hex("12ff00 34ffd0 56");
/** What a camera knows. */
const talk = (words: string): Buffer =>
  Buffer.concat([hex("ffe1"), hex("0000"), Buffer.from(words)]).fill(
    words.length + 2,
    3,
    4,
  );

const jpeg = (...parts: Buffer[]): Buffer => Buffer.concat(parts);
/** Two scans, and a byte of 0xff more than is needed before the end. */
const picture = jpeg(
  START,
  FRAME,
  SCAN,
  CODED,
  TABLE,
  SCAN,
  CODED,
  hex("ff"),
  END,
);

test("words are taken out of a JPEG wherever they stand, also those of a second picture behind the first", () => {
  const inner = jpeg(START, talk("GPS 2"), FRAME, SCAN, CODED, END);
  const outer = jpeg(
    START,
    talk("GPS"),
    FRAME,
    SCAN,
    CODED,
    talk("between"),
    TABLE,
    SCAN,
    CODED,
    hex("ff"),
    END,
    inner,
    Buffer.from("behind"),
  );
  const clean = cleanJpeg(outer);
  assert.deepEqual([clean?.width, clean?.height], [4, 3]);
  assert.equal(clean?.bytes.toString("hex"), picture.toString("hex"));
  const again = cleanJpeg(picture);
  assert.equal(again?.bytes.toString("hex"), picture.toString("hex"));
});

test("a JPEG that breaks off is none, wherever it does", () => {
  for (let length = 2; length < picture.length; length++)
    assert.equal(cleanJpeg(picture.subarray(0, length)), undefined);
  assert.equal(cleanJpeg(jpeg(START, FRAME, END)), undefined);
});
