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
const talk = (words: string, encoding?: "latin1"): Buffer =>
  Buffer.concat([hex("ffe1"), hex("0000"), Buffer.from(words, encoding)]).fill(
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

/** As cameras write it: a maker before the turn, and where it was behind. */
function camera(order: "II" | "MM", turn: number): Buffer {
  const number = (value: number, bytes: number): Buffer => {
    const written = Buffer.alloc(bytes);
    if (order === "II") written.writeUIntLE(value, 0, bytes);
    else written.writeUIntBE(value, 0, bytes);
    return written;
  };
  const entry = (tag: number, type: number, value: Buffer): Buffer =>
    Buffer.concat([
      number(tag, 2),
      number(type, 2),
      number(1, 4),
      value,
      Buffer.alloc(4 - value.length),
    ]);
  const words = Buffer.concat([
    Buffer.from("Exif\0\0"),
    Buffer.from(order),
    number(42, 2),
    number(8, 4),
    number(3, 2),
    entry(0x010f, 2, Buffer.from("Cam")),
    entry(0x0112, 3, number(turn, 2)),
    entry(0x8825, 4, number(50, 4)),
    Buffer.from("GPS 51.5"),
  ]);
  return talk(words.toString("latin1"), "latin1");
}

for (const order of ["II", "MM"] as const)
  test(`a picture on its side (${order}) stays turned, and what else the camera knows goes`, () => {
    const taken = jpeg(START, camera(order, 6), FRAME, SCAN, CODED, END);
    const clean = cleanJpeg(taken);
    assert.ok(clean !== undefined);
    assert.deepEqual([clean.width, clean.height], [3, 4]);
    assert.doesNotMatch(clean.bytes.toString("latin1"), /GPS|Cam/);
    assert.deepEqual(cleanJpeg(clean.bytes), clean, "cleaned once more");
    const [upright, nonsense] = [1, 9].map((turn) =>
      cleanJpeg(jpeg(START, camera(order, turn), FRAME, SCAN, CODED, END)),
    );
    assert.deepEqual(upright, nonsense);
    assert.deepEqual([upright?.width, upright?.height], [4, 3]);
  });

test("a camera's words that break off turn nothing", () => {
  const words = camera("II", 6);
  for (let length = 4; length < words.length - 40; length++) {
    const broken = Buffer.from(words.subarray(0, length));
    broken.writeUInt16BE(length - 2, 2);
    const clean = cleanJpeg(jpeg(START, broken, FRAME, SCAN, CODED, END));
    assert.equal(clean?.width, 4, `${length} bytes`);
  }
});
