import { html } from "../page/html.ts";
import { xmlText } from "./xml-text.ts";
import type { Feed, FeedEntry } from "./entries.ts";

/** RFC 4287. */
export function atomFeed({ id, title, page, self, entries, at }: Feed): string {
  const updated = entries.reduce(
    (latest, { changedAt }) => Math.max(latest, changedAt),
    0,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
${
  html`<feed xmlns="http://www.w3.org/2005/Atom">
    <id>${id}</id>
    <title>${xmlText(title)}</title>
    <updated>${iso(entries.length === 0 ? at : updated)}</updated>
    <author><name>allswell</name></author>
    <link rel="self" type="application/atom+xml" href="${self}" />
    <link rel="alternate" type="text/html" href="${page}" />
    ${entries.map(atomEntry)}</feed
  > `.text
}`;
}

function atomEntry({ id, url, title, lines, beganAt, changedAt }: FeedEntry) {
  return html`<entry>
    <id>${id}</id>
    <title>${xmlText(title)}</title>
    ${beganAt === null ? null : html`<published>${iso(beganAt)}</published>`}
    <updated>${iso(changedAt)}</updated>
    <link rel="alternate" type="text/html" href="${url}" />
    <content type="html">${xmlText(paragraphs(lines))}</content>
  </entry> `;
}

/** As HTML, whose own text is escaped. */
function paragraphs(lines: readonly string[]): string {
  const shown = lines.flatMap((line) => line.split("\n")).filter(Boolean);
  return html`${shown.map((line) => html`<p>${line}</p>`)}`.text;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
