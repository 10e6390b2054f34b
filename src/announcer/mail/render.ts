import { pictureWords } from "../../pictures/words.ts";
import { type Letter, moreWords, plain, type Tone } from "./letter.ts";

/** Where the picture of a mail stands in it. */
export const PICTURE_ID = "picture@allswell";

/** What stands below every mail. */
export interface Footer {
  words: string;
  /** Where one sees and stops what comes; null where nobody can reach us. */
  link: string | null;
}

/** For those who read mail as text. */
export function asText(letter: Letter, { words, link }: Footer): string {
  const { headline, paragraphs, items, remarks, links } = letter;
  const list = items.map((item) => `* ${plain(item).replace(/\n/gu, " ")}`);
  const body = [
    headline,
    ...paragraphs,
    ...(list.length === 0 ? [] : [list.join("\n")]),
    ...moreWords(letter),
    ...links.map(({ words: before, url }) => `${before} ${url}`.trim()),
    ...remarks,
  ].map(plain);
  const end = link === null ? words : `${words}\n${link}`;
  // "-- " is where mail programs grey the rest.
  return `${body.join("\n\n")}\n\n-- \n${end}\n`;
}

/** No script, nothing from elsewhere; the colours are those that the reader's program prefers. */
export function asHtml(
  letter: Letter,
  { words, link }: Footer,
  withPicture: boolean,
): string {
  const { subject, tone, headline, paragraphs, items, remarks, links, site } =
    letter;
  const list =
    items.length === 0
      ? ""
      : `<ul>${items.map((item) => `<li>${inline(item)}</li>`).join("")}</ul>`;
  const picture = withPicture
    ? `<p><img src="cid:${PICTURE_ID}" alt="${escaped(letter.picture === null ? subject : pictureWords(letter.picture))}" style="max-width:100%;height:auto"></p>`
    : "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(subject)}</title>
<style>${STYLE}</style></head>
<body>${site === undefined ? "" : brand(site)}<div class="letter" style="border-left:6px solid ${colours[tone]};padding:4px 0 4px 16px">
<h1>${inline(headline)}</h1>
${paragraphs.map((one) => `<p>${inline(one)}</p>`).join("\n")}
${list}
${moreWords(letter)
  .map((one) => `<p>${inline(one)}</p>`)
  .join("")}
${picture}
${links.map((one) => `<p>${anchor(one)}</p>`).join("\n")}
${remarks.map((one) => `<p>${inline(one)}</p>`).join("\n")}
</div>
<p class="footer">${inline(words)}${link === null ? "" : ` <a href="${escaped(link)}">${escaped(link)}</a>`}</p>
</body></html>
`;
}

/** Whose mail it is, underlined in their colour. */
function brand({ title, accent }: NonNullable<Letter["site"]>): string {
  const line =
    accent === null
      ? ""
      : ` style="border-bottom:3px solid ${escaped(accent)};padding-bottom:8px"`;
  return `<p class="brand"${line}>${inline(title)}</p>`;
}

const colours: Record<Tone, string> = {
  down: "#c62828",
  difficulties: "#b26a00",
  up: "#2e7d32",
  planned: "#1565c0",
  note: "#757575",
};

const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:16px;background:#fff;color:#1b1b1b;font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1{font-size:20px;line-height:1.3;margin:0 0 12px}
p{margin:0 0 12px}ul{margin:0 0 12px;padding-left:20px}
.brand{font-weight:600;margin:0 0 16px}
.footer{margin-top:20px;font-size:13px;color:#666}
a{color:#1558b0}
@media (prefers-color-scheme:dark){body{background:#16181c;color:#e8e8e8}.footer{color:#9a9a9a}a{color:#8ab4f8}}
`.trim();

/** Lines stay lines. */
function inline(text: string): string {
  return escaped(text).replaceAll("\n", "<br>");
}

function anchor({ words, url }: Letter["links"][number]): string {
  const link = `<a href="${escaped(url)}">${escaped(url)}</a>`;
  return words === "" ? link : `${escaped(words)} ${link}`;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (one) => entities[one] ?? "");
}
