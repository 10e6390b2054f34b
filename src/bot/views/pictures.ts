import type {
  Failures,
  Picture,
  ResponseTimes,
  UptimeCalendar,
} from "../../domain/pictures.ts";
import {
  actions,
  type Block,
  type Button,
  code,
  lines,
  text,
} from "../../base/slack-blocks.ts";
import { titleTogether, wordsTogether } from "../../pictures/words.ts";
import {
  calendarKey,
  calendarText,
  heatMapText,
} from "../../pictures/letters.ts";
import { chartBlocks } from "../../pictures/native.ts";
import { buttonIds } from "../buttons/ids.ts";
import {
  type PictureSpan,
  pictureSpans,
  type PictureWish,
} from "../buttons/picture-wish.ts";
import { type Message, message } from "../reply.ts";

const spanLabels: Record<PictureSpan, string> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
  "365d": "A year",
};

/** Pictures as far as Slack draws them by itself, in words, and with buttons for other spans and for the picture itself. */
export function pictureView(
  wish: PictureWish,
  pictures: readonly Picture[],
): Message {
  const words = wordsTogether(pictures);
  const letters = pictures.flatMap(lettersOf);
  const notes = new Set(pictures.flatMap(noteOn));
  const buttons = actions("picture", buttonsFor(wish));
  const charts = pictures.flatMap(chartBlocks);
  const said = lines(
    [text(titleTogether(pictures), "bold")],
    ...[words, ...notes].map((one) => [text(one)]),
  );
  const shown: Block[] = [said, ...letters];
  const whole = message(words, [...shown, ...charts, buttons]);
  if (charts.length === 0) return whole;
  return {
    ...whole,
    plainer: message(words, [
      ...shown,
      lines([text("Slack cannot show the chart here.", "italic")]),
      buttons,
    ]),
  };
}

/** What Slack has no chart for. */
function lettersOf(picture: Picture): Block[] {
  switch (picture.kind) {
    case "failures-by-week-hour":
      return picture.total === 0 ? [] : [code(heatMapText(picture))];
    case "uptime-calendar":
      return [
        code(calendarText(picture)),
        lines([text(calendarKey, "italic")]),
      ];
    case "response-times":
    case "failures-by-hour":
    case "failures-by-day":
      return [];
  }
}

/** What a reader may wonder about. */
function noteOn(picture: Picture): string[] {
  return picture.kind === "response-times"
    ? notesOnTimes(picture)
    : notesOnClock(picture);
}

function notesOnTimes({
  lines: shown,
  leftOut,
  timezone,
  downtimes,
}: ResponseTimes): string[] {
  const left =
    leftOut > 0
      ? [
          `The ${shown.length} slowest of ${shown.length + leftOut} monitors are shown.`,
        ]
      : [];
  const gaps =
    downtimes.length > 0 ? " Where nothing answered, the line is at 0." : "";
  return [...left, `Times are those of ${timezone}.${gaps}`];
}

function notesOnClock({ timezone }: Failures | UptimeCalendar): string[] {
  return [`Days and hours are those of ${timezone}.`];
}

function buttonsFor(wish: PictureWish): Button[] {
  const spans = pictureSpans[wish.kind].map((span): Button => ({
    action: `${buttonIds.picture}:${span}`,
    label: spanLabels[span],
    value: JSON.stringify({ ...wish, span }),
    ...(span === wish.span ? { style: "primary" } : {}),
  }));
  return [
    ...spans,
    {
      action: buttonIds.sharePicture,
      label: "Share as picture here",
      value: JSON.stringify(wish),
    },
  ];
}
