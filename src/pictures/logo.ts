import { Resvg } from "@resvg/resvg-js";

/** Twice the height at which a page shows it, for screens with small dots. */
const HEIGHT = 80;
const BROADEST = 480;
export const LARGEST_FILE = 512 * 1024;
/** A small file may say that it is huge. */
const MOST_DOTS = 16_000_000;

export type DrawnLogo =
  { ok: true; png: Buffer; width: number } | { ok: false; text: string };

/**
 * Draws a logo anew, small: whatever was in the file besides the picture (scripts, places, cameras) is not in ours. Takes PNG, JPEG
 * and SVG; whoever gives it must be trusted with this machine's files, which an SVG may name.
 */
export function drawLogo(file: Buffer): DrawnLogo {
  if (file.length > LARGEST_FILE)
    return refuse("A logo's file may have up to 512 kB.");
  const size = sizeOf(file);
  if (size === undefined)
    return refuse("A logo is a PNG, a JPEG or an SVG; this file is none.");
  try {
    if (size === "vector") return drawn(file.toString("utf8"));
    const [type, width, height] = size;
    if (width * height > MOST_DOTS || width * height === 0)
      return refuse("A logo may have up to 16 million dots; make it smaller.");
    const source = `data:image/${type};base64,${file.toString("base64")}`;
    return drawn(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image href="${source}" width="${width}" height="${height}"/></svg>`,
    );
  } catch {
    return refuse("This file is damaged: no picture can be made of it.");
  }
}

function drawn(svg: string): DrawnLogo {
  const { width, height } = new Resvg(svg);
  if (!(width > 0 && height > 0))
    return refuse("This picture has no size: give it a width and a height.");
  const zoom = Math.min(HEIGHT / height, BROADEST / width);
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: zoom },
    font: { loadSystemFonts: false },
  }).render();
  // What it cannot read it leaves out without a word.
  if (image.pixels.every((part) => part === 0))
    return refuse("Nothing is to be seen in this picture.");
  return { ok: true, png: image.asPng(), width: image.width };
}

type Size = "vector" | ["png" | "jpeg", width: number, height: number];

function sizeOf(file: Buffer): Size | undefined {
  if (file.subarray(1, 4).toString("latin1") === "PNG" && file.length > 24)
    return ["png", file.readUInt32BE(16), file.readUInt32BE(20)];
  if (file.subarray(0, 3).toString("hex") === "ffd8ff") return jpegSize(file);
  const start = file.subarray(0, 1_000).toString("utf8").trimStart();
  return /^(?:<\?xml|<!--|<!DOCTYPE|<svg)/i.test(start) ? "vector" : undefined;
}

/** Width and height out of the frame's header: ITU T.81, B.2.2. */
function jpegSize(file: Buffer): Size | undefined {
  let at = 2;
  while (at + 9 < file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    const isFrame =
      marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      return ["jpeg", file.readUInt16BE(at + 7), file.readUInt16BE(at + 5)];
    at += 2 + file.readUInt16BE(at + 2);
  }
  return undefined;
}

function refuse(text: string): DrawnLogo {
  return { ok: false, text };
}
