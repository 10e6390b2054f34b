import { element } from "./dom.js";

/** Those that a status bot is likely to use; any other is shown by its name. */
const known = {
  "+1": "👍",
  "-1": "👎",
  alarm_clock: "⏰",
  ambulance: "🚑",
  arrow_down: "⬇️",
  arrow_up: "⬆️",
  bar_chart: "📊",
  bell: "🔔",
  black_circle: "⚫",
  bulb: "💡",
  calendar: "📅",
  chart_with_upwards_trend: "📈",
  construction: "🚧",
  clock1: "🕐",
  exclamation: "❗",
  eyes: "👀",
  fire: "🔥",
  gear: "⚙️",
  green_heart: "💚",
  hammer_and_wrench: "🛠️",
  heavy_check_mark: "✔️",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  information_source: "ℹ️",
  large_blue_circle: "🔵",
  large_green_circle: "🟢",
  large_orange_circle: "🟠",
  large_yellow_circle: "🟡",
  lock: "🔒",
  loudspeaker: "📢",
  mag: "🔍",
  memo: "📝",
  mute: "🔇",
  no_bell: "🔕",
  no_entry: "⛔",
  pause_button: "⏸️",
  double_vertical_bar: "⏸️",
  question: "❓",
  red_circle: "🔴",
  repeat: "🔁",
  rotating_light: "🚨",
  sparkles: "✨",
  tada: "🎉",
  thumbsup: "👍",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  white_circle: "⚪",
  wrench: "🔧",
  x: "❌",
  zzz: "💤",
};

export function emoji(name) {
  const sign = Object.hasOwn(known, name) ? known[name] : undefined;
  return sign === undefined
    ? element("span", { class: "emoji-name" }, `:${name}:`)
    : element(
        "span",
        { role: "img", "aria-label": name, title: `:${name}:` },
        sign,
      );
}

/** A plain text, its emoji drawn. */
export function withEmoji(text) {
  return text
    .split(/(:[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|:[+-]1:)/)
    .map((piece, index) =>
      index % 2 === 1 ? emoji(piece.slice(1, -1)) : piece,
    );
}
