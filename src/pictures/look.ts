import type { Size } from "./theme.ts";

/** How a picture is drawn, whatever it shows. */
export interface Look {
  scheme: "light" | "dark";
  size: Size;
}

/** In Slack and in files. */
export const usualLook: Look = { scheme: "light", size: "wide" };
