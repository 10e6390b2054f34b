const NAME = Buffer.from("Exif\0\0", "latin1");
/** Marker and length of the segment that a JPEG keeps it in. */
const HEAD = 4;
const ENTRY = 12;
const TURN = 0x0112;
const SHORT = 3;

/**
 * How a picture is to be turned or mirrored when it is shown, from 1 (not at all) to 8, as a camera says it in an APP1
 * segment, marker included; 1 where it says nothing that makes sense.
 * https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E (Exif 3.0, 4.6.5)
 */
export function turnOf(segment: Buffer): number {
  if (!segment.subarray(HEAD, HEAD + NAME.length).equals(NAME)) return 1;
  const tiff = segment.subarray(HEAD + NAME.length);
  const order = tiff.toString("latin1", 0, 2);
  if (tiff.length < 8 || (order !== "II" && order !== "MM")) return 1;
  const isLittle = order === "II";
  const short = (at: number): number =>
    isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const start = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (start + 2 > tiff.length) return 1;
  const count = short(start);
  for (let entry = 0; entry < count; entry++) {
    const at = start + 2 + entry * ENTRY;
    if (at + ENTRY > tiff.length) return 1;
    if (short(at) !== TURN || short(at + 2) !== SHORT) continue;
    const turn = short(at + 8);
    return turn >= 1 && turn <= 8 ? turn : 1;
  }
  return 1;
}

/** A segment that says how the picture is turned, and nothing else. */
export function turnSegment(turn: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4); // the only directory is next
  tiff.writeUInt16BE(1, 8); // with one entry
  tiff.writeUInt16BE(TURN, 10);
  tiff.writeUInt16BE(SHORT, 12);
  tiff.writeUInt32BE(1, 14); // of one value
  tiff.writeUInt16BE(turn, 18);
  const head = Buffer.from([0xff, 0xe1, 0, 2 + NAME.length + tiff.length]);
  return Buffer.concat([head, NAME, tiff]);
}

/** Whether what is wide is shown high. */
export function isOnItsSide(turn: number): boolean {
  return turn >= 5;
}
