import type { Feed } from "./entries.ts";

/** https://www.jsonfeed.org/version/1.1/ */
export function jsonFeed({ title, page, self, entries }: Feed): string {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title,
    home_page_url: page,
    feed_url: self,
    items: entries.map(
      ({ id, url, title: words, lines, beganAt, changedAt }) => ({
        id,
        url,
        title: words,
        content_text: lines.join("\n"),
        ...(beganAt === null
          ? {}
          : { date_published: new Date(beganAt).toISOString() }),
        date_modified: new Date(changedAt).toISOString(),
      }),
    ),
  });
}
