import { element } from "./dom.js";
import { emoji } from "./emoji.js";

const tags = {
  bold: "strong",
  italic: "em",
  strike: "s",
  quote: "blockquote",
  code: "code",
  pre: "pre",
};

/** Draws the tokens that the server made of a mrkdwn text. */
export function drawTokens(tokens, world) {
  return tokens.map((token) => drawToken(token, world));
}

function drawToken(token, world) {
  if (token.kind in tags)
    return element(tags[token.kind], {}, drawTokens(token.tokens, world));
  switch (token.kind) {
    case "link":
    case "auto-link":
      return link(token.url, token.text);
    case "user":
      return mention(`@${world.nameOf(token.id) ?? token.text ?? token.id}`);
    case "channel":
      return mention(`#${world.names[token.id] ?? token.text ?? token.id}`);
    case "usergroup":
      return mention(token.text ?? token.id);
    case "special":
      return mention(`@${token.range}`, "loud");
    case "auto-mention":
      return mention(token.name);
    case "date":
      return drawDate(token, world);
    case "emoji":
      return emoji(token.name);
    default:
      return token.text;
  }
}

export function mention(text, kind = "") {
  return element("span", { class: `mention ${kind}` }, text);
}

/** Only to the web and to mail, and never with a way back to this page. */
export function link(url, text) {
  if (!/^(?:https?:|mailto:|tel:)/i.test(url)) return text;
  return element(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer", title: url },
    text,
  );
}

const dateForms = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { month: "long", day: "numeric", year: "numeric" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: {
    weekday: "long",
    month: "long",
    day: "numeric",
    year: "numeric",
  },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** A date in the reader's zone, as Slack shows it. */
export function drawDate({ timestamp, format, text, url }, { timeZone }) {
  const at = new Date(timestamp * 1000);
  if (Number.isNaN(at.getTime())) return text;
  const shown = format.replaceAll(/\{(\w+)\}/g, (whole, name) => {
    const form = dateForms[name.replace(/_pretty$/, "")];
    if (form === undefined) return whole;
    return at.toLocaleString("en-GB", { ...form, timeZone });
  });
  const drawn = element(
    "time",
    { dateTime: at.toISOString(), title: text },
    shown,
  );
  return url === undefined ? drawn : link(url, drawn);
}
