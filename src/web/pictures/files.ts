import { type Span, spans } from "../../domain/pictures.ts";
import type { Look } from "../../pictures/look.ts";

/** The files that there are of each picture: in no other size, span or format. */
export interface PictureFile {
  span: Span;
  look: Look;
  format: "svg" | "png" | "csv";
}

const pattern = new RegExp(
  `^(?<span>${spans.join("|")})(?:(?<dark>\\.dark)?(?<narrow>\\.narrow)?\\.(?<drawn>svg|png)|\\.csv)$`,
);

/** "30d.dark.narrow.svg"; undefined for what is none of them. */
export function parseFile(name: string): PictureFile | undefined {
  const parts = pattern.exec(name)?.groups;
  const span = spans.find((one) => one === parts?.["span"]);
  if (parts === undefined || span === undefined) return undefined;
  const drawn = parts["drawn"];
  return {
    span,
    look: {
      scheme: parts["dark"] === undefined ? "light" : "dark",
      size: parts["narrow"] === undefined ? "wide" : "narrow",
    },
    format: drawn === "svg" || drawn === "png" ? drawn : "csv",
  };
}

export function fileName({ span, look, format }: PictureFile): string {
  if (format === "csv") return `${span}.csv`;
  const dark = look.scheme === "dark" ? ".dark" : "";
  const narrow = look.size === "narrow" ? ".narrow" : "";
  return `${span}${dark}${narrow}.${format}`;
}

/** The pictures of failures, by the names in their addresses. */
export const failureKinds = [
  "failures-by-day",
  "failures-by-hour",
  "failures-by-week-hour",
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Over a day there is no use in counting days. */
export const failureSpans = ["7d", "30d", "90d"] as const;
export const USUAL_FAILURE_SPAN = "30d";
export const USUAL_RESPONSE_SPAN = "24h";
