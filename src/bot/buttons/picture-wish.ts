import * as z from "zod";
import { reportKinds } from "../../domain/report.ts";
import { reader } from "./values.ts";

/** The spans that each kind of picture offers. */
export const pictureSpans = {
  graph: ["24h", "7d", "30d", "90d"],
  histogram: ["7d", "30d", "90d"],
  heatmap: ["7d", "30d", "90d"],
  calendar: ["90d", "365d"],
} as const;

export type PictureKind = keyof typeof pictureSpans;
export type PictureSpan = (typeof pictureSpans)[PictureKind][number];

const scope = z.union([
  z.object({ serviceId: z.int32() }),
  z.object({ namespaceId: z.int32().nullable() }),
]);

const service = z.object({ serviceId: z.int32() });

/** A picture that somebody wants; what the buttons of pictures hold. */
const wish = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("graph"),
    scope: service,
    span: z.enum(pictureSpans.graph),
  }),
  z.object({
    kind: z.literal("histogram"),
    scope,
    span: z.enum(pictureSpans.histogram),
  }),
  z.object({
    kind: z.literal("heatmap"),
    scope,
    span: z.enum(pictureSpans.heatmap),
  }),
  z.object({
    kind: z.literal("calendar"),
    scope,
    span: z.enum(pictureSpans.calendar),
  }),
]);
export type PictureWish = z.infer<typeof wish>;

const reportWish = z.object({
  kind: z.enum(reportKinds),
  namespaceId: z.int32().nullable(),
});
export type ReportWish = z.infer<typeof reportWish>;

export const readPictureWish: (value: string) => PictureWish | undefined =
  reader(wish);
export const readReportWish: (value: string) => ReportWish | undefined =
  reader(reportWish);
