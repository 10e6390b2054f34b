import { isUtf8 } from "node:buffer";
import { isOnItsSide, turnOf, turnSegment } from "./exif.ts";

/** A picture, so far as its first bytes tell; what somebody says that it is does not count. */
export type ImageKind = "png" | "jpeg" | "svg";

/** A picture without anything that is not seen: no place, no camera, no words. */
export interface CleanImage {
  ok: true;
  bytes: Buffer;
  width: number;
  height: number;
}

const PNG_START = Buffer.from("89504e470d0a1a0a", "hex");
const JPEG_START = Buffer.from("ffd8ff", "hex");
/** An SVG says so within its first lines. */
const SVG_WITHIN = 2_000;

/** Undefined where it is no picture that we know. */
export function imageKind(bytes: Buffer): ImageKind | undefined {
  if (bytes.subarray(0, 8).equals(PNG_START)) return "png";
  if (bytes.subarray(0, 3).equals(JPEG_START)) return "jpeg";
  const start = bytes.subarray(0, SVG_WITHIN).toString("utf8");
  return /^\uFEFF?\s*</.test(start) && /<(\w+:)?svg[\s>]/i.test(start)
    ? "svg"
    : undefined;
}

/** Other formats by how they begin. */
const others: readonly [string, RegExp][] = [
  ["GIF", /^GIF8/],
  ["WebP", /^RIFF[^]{4}WEBP/],
  ["AVIF or HEIC", /^[^]{4}ftyp/],
  ["TIFF", /^(II\*\0|MM\0\*)/],
  ["PDF", /^%PDF-/],
];

/** Of what is neither text nor a picture that we know: "of the format GIF"; undefined for text. */
export function foreignKind(bytes: Buffer): string | undefined {
  const start = bytes.toString("latin1", 0, 16);
  const [name] = others.find(([, begins]) => begins.test(start)) ?? [];
  if (name !== undefined) return `of the format ${name}`;
  return isUtf8(bytes) && !bytes.includes(0)
    ? undefined
    : "of no format that is known";
}

/** What a PNG is drawn from; all other chunks are words, times and profiles. https://www.w3.org/TR/png-3/#5ChunkOrdering */
const DRAWN = new Set(["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"]);
const CHUNK_FRAME = 12; // length, type, checksum

/** A PNG with only what it is drawn from; undefined where it is broken. */
export function cleanPng(bytes: Buffer): CleanImage | undefined {
  const kept: Buffer[] = [PNG_START];
  let width = 0;
  let height = 0;
  let hasPixels = false;
  for (let at = PNG_START.length; at + CHUNK_FRAME <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const end = at + CHUNK_FRAME + length;
    if (end > bytes.length) return undefined;
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "IHDR" && length === 13) {
      width = bytes.readUInt32BE(at + 8);
      height = bytes.readUInt32BE(at + 12);
    }
    hasPixels ||= type === "IDAT";
    if (DRAWN.has(type)) kept.push(bytes.subarray(at, end));
    at = end;
    if (type === "IEND")
      return width > 0 && height > 0 && hasPixels
        ? { ok: true, bytes: Buffer.concat(kept), width, height }
        : undefined;
  }
  return undefined;
}

const START_OF_SCAN = 0xda;
const END = 0xd9;
const CAMERA = 0xe1;
/** Frame headers of all codings, without the three markers between them that mean something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** APP1 to APP15 and comments, what a camera knows among them; APP0 and APP14 say how the colours are meant. */
const isTalk = (marker: number): boolean =>
  marker === 0xfe || (marker > 0xe0 && marker <= 0xef && marker !== 0xee);
/** Part of what is coded, not the end of it: a byte of 0xff itself, or one before the marker, or a restart. */
const isCoded = (marker: number): boolean =>
  marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7);

/**
 * A JPEG without what is not drawn, but for how it is to be turned; undefined where it is broken. Width and height are as it
 * is shown. Behind its end phones keep a second picture, with words of its own.
 */
export function cleanJpeg(bytes: Buffer): CleanImage | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let width = 0;
  let height = 0;
  let hasPixels = false;
  let turn = 1;
  for (let at = 2; at + 2 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker === 0) return undefined;
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    if (marker === END) {
      kept.push(bytes.subarray(at, at + 2));
      if (!hasPixels || width === 0 || height === 0) return undefined;
      const clean = { ok: true as const, bytes: Buffer.concat(kept) };
      return isOnItsSide(turn)
        ? { ...clean, width: height, height: width }
        : { ...clean, width, height };
    }
    const end = segmentEnd(bytes, at);
    if (end === undefined) return undefined;
    if (isFrame(marker) && end - at >= 9) {
      height = bytes.readUInt16BE(at + 5);
      width = bytes.readUInt16BE(at + 7);
    }
    hasPixels ||= marker === START_OF_SCAN;
    const next = marker === START_OF_SCAN ? codedEnd(bytes, end) : end;
    if (!isTalk(marker)) kept.push(bytes.subarray(at, next));
    if (marker === CAMERA && turn === 1) {
      turn = turnOf(bytes.subarray(at, end));
      if (turn !== 1) kept.push(turnSegment(turn));
    }
    at = next;
  }
  return undefined;
}

function segmentEnd(bytes: Buffer, at: number): number | undefined {
  if (at + 4 > bytes.length) return undefined;
  const end = at + 2 + bytes.readUInt16BE(at + 2);
  return end > bytes.length ? undefined : end;
}

/** Where the next marker is after what is coded in a scan; the end of all where there is none. */
function codedEnd(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && isCoded(bytes[at + 1] ?? 0))
    at = bytes.indexOf(0xff, at + 1);
  return at === -1 ? bytes.length : at;
}
