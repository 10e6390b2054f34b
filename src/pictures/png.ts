import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { renderAsync } from "@resvg/resvg-js";
import { FONT } from "./theme.ts";

const fonts = join(
  dirname(
    createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"),
  ),
  "ttf",
);

/** Twice the size that it is drawn in, for screens with small dots. */
const ZOOM = 2;

/** The same picture on each machine: it knows only the fonts that come with us. */
export async function drawPng(svg: string): Promise<Buffer> {
  const image = await renderAsync(svg, {
    fitTo: { mode: "zoom", value: ZOOM },
    font: {
      loadSystemFonts: false,
      fontFiles: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) =>
        join(fonts, name),
      ),
      defaultFontFamily: FONT,
      sansSerifFamily: FONT,
    },
  });
  return image.asPng();
}
