import type { Picture } from "../domain/pictures.ts";
import { calendarSketch } from "./calendar.ts";
import { drawSvg, type Sketch } from "./chart.ts";
import { failureBarsSketch } from "./failures.ts";
import { heatMapSketch } from "./heat-map.ts";
import { drawPng } from "./png.ts";
import { responseSketch } from "./response-times.ts";

/** Any picture as an SVG document. Takes some 20 ms of one processor: see studio.ts. */
export function pictureSvg(picture: Picture): string {
  return drawSvg(sketchOf(picture));
}

/** Any picture as a PNG file. */
export function picturePng(picture: Picture): Promise<Buffer> {
  return drawPng(pictureSvg(picture));
}

function sketchOf(picture: Picture): Sketch {
  switch (picture.kind) {
    case "response-times":
      return responseSketch(picture);
    case "failures-by-hour":
    case "failures-by-day":
      return failureBarsSketch(picture);
    case "failures-by-week-hour":
      return heatMapSketch(picture);
    case "uptime-calendar":
      return calendarSketch(picture);
  }
}
