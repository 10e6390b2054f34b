import type { Picture } from "../domain/pictures.ts";
import { calendarSketch } from "./calendar.ts";
import { drawSvg, type Sketch } from "./chart.ts";
import { darkened } from "./dark.ts";
import { failureBarsSketch } from "./failures.ts";
import { heatMapSketch } from "./heat-map.ts";
import { type Look, usualLook } from "./look.ts";
import { drawPng } from "./png.ts";
import { responseSketch } from "./response-times.ts";
import type { Size } from "./theme.ts";

/** Any picture as an SVG document. Takes some 20 ms of one processor: see studio.ts. */
export function pictureSvg(
  picture: Picture,
  { scheme, size }: Look = usualLook,
): string {
  const svg = drawSvg(sketchOf(picture, size));
  return scheme === "dark" ? darkened(svg) : svg;
}

/** Any picture as a PNG file. */
export function picturePng(
  picture: Picture,
  look: Look = usualLook,
): Promise<Buffer> {
  return drawPng(pictureSvg(picture, look));
}

/** Calendars have one size: they are not shown on pages. */
function sketchOf(picture: Picture, size: Size): Sketch {
  switch (picture.kind) {
    case "response-times":
      return responseSketch(picture, size);
    case "failures-by-hour":
    case "failures-by-day":
      return failureBarsSketch(picture, size);
    case "failures-by-week-hour":
      return heatMapSketch(picture, size);
    case "uptime-calendar":
      return calendarSketch(picture);
  }
}
