// Draws one SVG of a stranger: reads it from the standard input, writes a PNG to the standard output. It is a process of
// its own, because nothing else can be stopped while it draws.
import { writeFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";

const LARGEST_SIDE = 1_600;

try {
  // Where memory runs out, this goes first.
  writeFileSync("/proc/self/oom_score_adj", "1000");
} catch {
  // only Linux knows it
}
const svg = await buffer(process.stdin);
const fonts = join(
  dirname(
    createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"),
  ),
  "ttf",
);
const font = {
  loadSystemFonts: false,
  fontFiles: [join(fonts, "DejaVuSans.ttf")],
  defaultFontFamily: "DejaVu Sans",
  sansSerifFamily: "DejaVu Sans",
  serifFamily: "DejaVu Sans",
  monospaceFamily: "DejaVu Sans",
};
const { width, height } = new Resvg(svg, { font, logLevel: "off" });
const fitTo =
  width >= height
    ? { mode: "width" as const, value: Math.min(LARGEST_SIDE, width * 2) }
    : { mode: "height" as const, value: Math.min(LARGEST_SIDE, height * 2) };
const drawn = new Resvg(svg, { font, fitTo, logLevel: "off" }).render();
process.stdout.write(drawn.asPng());
