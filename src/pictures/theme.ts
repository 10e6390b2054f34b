/** Drawn at this size; small enough to be read where Slack shows a picture about half a screen wide. */
export const WIDTH = 640;
/** For phones; without a title, which the page around it has. */
export const widths = { wide: WIDTH, narrow: 360 } as const;
export type Size = keyof typeof widths;
export const FONT_SIZE = 13;
export const FONT = "DejaVu Sans";
/** Where a browser has not got it: letters of the same width, or any without feet. */
export const FONTS = `${FONT}, Verdana, sans-serif`;

/** A light ground of its own: a picture looks the same where the page or Slack is dark. */
export const colours = {
  ground: "#ffffff",
  text: "#1f2328",
  faint: "#57606a",
  grid: "#e1e4e8",
  down: "#b3261e",
  downGround: "#fbe4e1",
  up: "#d5efdc",
  upMark: "#1a7f37",
  unknown: "#f3f4f6",
} as const;

/** Told apart by colour-blind people too, and darker than the ground by 3 to 1 and more; each comes with a dash and a pattern. */
export const seriesColours = [
  "#0969da",
  "#bc4c00",
  "#1a7f5a",
  "#8250df",
  "#bf3989",
  "#6e7781",
] as const;

export const dashes = [
  "solid",
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [12, 4],
  [4, 2, 1, 2],
] as const;
