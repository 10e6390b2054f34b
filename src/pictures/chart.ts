import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import type * as Echarts from "echarts";
import { drawable } from "./names.ts";
import { colours, FONT_SIZE, FONTS } from "./theme.ts";

export type Option = Echarts.EChartsOption;

/** A picture before it is drawn: what ECharts is to make, and what it says in words. */
export interface Sketch {
  option: Option;
  width: number;
  height: number;
  title: string;
  /** All that it shows, for those who cannot see it. */
  words: string;
}

// In one file: as modules it takes a second to load where the machine is busy.
const echarts = createRequire(import.meta.url)(
  "echarts/dist/echarts.min",
) as typeof Echarts;

/** Letters of DejaVu Sans, in parts of its size. ECharts' own guess is for a narrower font. */
const NARROW = /[ijlftrI.,:;'|!()[\] ]/;
const BROAD = /[mwMWO@%&]/;
const FIRST_IDEOGRAPH = 0x2e80;

echarts.setPlatformAPI({
  measureText: (text: string, font?: string) => {
    const size = Number(/(\d+(?:\.\d+)?)px/.exec(font ?? "")?.[1] ?? FONT_SIZE);
    return {
      width: size * widthsOf(text),
    };
  },
});

function widthsOf(text: string): number {
  return Array.from(text, widthOf).reduce((sum, width) => sum + width, 0);
}

function widthOf(letter: string): number {
  if ((letter.codePointAt(0) ?? 0) >= FIRST_IDEOGRAPH) return 1;
  if (NARROW.test(letter)) return 0.37;
  return BROAD.test(letter) ? 0.9 : 0.63;
}

/** Draws a sketch as SVG: a document of its own without scripts, styles and outside references, the same each time. */
export function drawSvg({
  option,
  width,
  height,
  title,
  words,
}: Sketch): string {
  // Not disposed of, a chart keeps the process alive with its timer.
  const chart = echarts.init(null, null, {
    renderer: "svg",
    ssr: true,
    width,
    height,
  });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: colours.ground,
      textStyle: {
        fontFamily: FONTS,
        fontSize: FONT_SIZE,
        color: colours.text,
      },
      ...option,
    });
    return described(plain(chart.renderToSVGString()), title, words);
  } finally {
    chart.dispose();
  }
}

/** Without what is there for a mouse, and with attributes in the place of styles, which a strict page does not take. */
function plain(svg: string): string {
  const bare = svg
    .replaceAll(/<style\b.*?<\/style>/gs, "")
    .replaceAll(/<[a-z][^<>]*>/gi, (tag) =>
      tag
        .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
        .replaceAll(/ style="([^"]*)"/g, (_all, style: string) =>
          attributesOf(style),
        ),
    );
  return withOwnIds(bare);
}

function attributesOf(style: string): string {
  return style
    .split(";")
    .map((rule) => rule.split(":"))
    .filter(([name, value]) => name !== undefined && value !== undefined)
    .map(([name = "", value = ""]) => ` ${name}="${value}"`)
    .join("");
}

/** ECharts counts its ids through the life of the process; several pictures on one page need different ones. */
function withOwnIds(svg: string): string {
  const counted = svg.replaceAll(/<[a-z][^<>]*>/gi, (tag) =>
    tag.replaceAll(/\bzr\d+-/g, "@-"),
  );
  const id = createHash("sha256").update(counted).digest("hex").slice(0, 8);
  return counted.replaceAll(/<[a-z][^<>]*>/gi, (tag) =>
    tag.replaceAll("@-", `p${id}-`),
  );
}

function described(svg: string, title: string, words: string): string {
  return svg.replace(
    /^<svg\b([^>]*)>/,
    (_all, attributes: string) =>
      `<svg${attributes} role="img"><title>${xmlText(title)}</title><desc>${xmlText(words)}</desc>`,
  );
}

function xmlText(text: string): string {
  return drawable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
