/** A colour for light pages, and the same for dark ones. */
export interface Accent {
  light: string;
  dark: string;
}

/** What letters in it may stand on: the page's and its cards' grounds (page.css). */
const grounds = { light: ["#ffffff", "#f5f6f8"], dark: ["#12161c", "#1b212a"] };
/** What WCAG asks for between letters and their ground. */
const ENOUGH = 4.5;
const STEPS = 100;

type Rgb = readonly [number, number, number];

/** "#0B5394", "0b5394" and "#05a" as "#0b5394", "#0b5394" and "#0055aa"; undefined for what is no colour. */
export function cleanColour(text: string): string | undefined {
  const [, digits] = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const long = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  return `#${long.toLowerCase()}`;
}

/** The colour, made as much darker or brighter as it takes to be read as letters. */
export function accentOf(colour: string): Accent {
  return {
    light: readable(colour, grounds.light, [0, 0, 0]),
    dark: readable(colour, grounds.dark, [255, 255, 255]),
  };
}

function readable(colour: string, on: readonly string[], towards: Rgb): string {
  const from = rgbOf(colour);
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(from, towards, step / STEPS);
    if (on.every((ground) => contrast(mixed, rgbOf(ground)) >= ENOUGH))
      return hexOf(mixed);
  }
  return hexOf(towards);
}

/** 1 (the same) to 21 (black on white): https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastOf(one: string, other: string): number {
  return contrast(rgbOf(one), rgbOf(other));
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2): number =>
    Math.round(from[index] + (to[index] - from[index]) * share);
  return [part(0), part(1), part(2)];
}

function rgbOf(hex: string): Rgb {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
