import assert from "node:assert/strict";
import { test } from "node:test";
import { storyOf } from "../../testing/story.ts";
import type { Site } from "../channel.ts";
import { incidentLetter } from "./incident-letter.ts";
import { asHtml } from "./render.ts";
import { pageUrl } from "./site.ts";

const iati: Site = {
  slug: "iati",
  title: "IATI <services>",
  accent: "#0b5394",
  domain: null,
};
const di: Site = { ...iati, slug: "di", domain: "status.di.example" };
const HOME = "https://example.org/watch/";

/** Where a mail of incidents leads that are of these sites. */
function linkOf(...sites: (Site | null)[]): string | undefined {
  const { site } = incidentLetter(
    {
      kind: "stories",
      topic: "trouble",
      stories: sites.map((one, index) =>
        storyOf({ site: one, incidentId: 12 + index }),
      ),
      isReply: false,
      postId: 1,
      broadcast: false,
    },
    "customers",
  );
  return site === undefined ? undefined : pageUrl(site, HOME);
}

test("a mail leads to the incident, one of several to their namespace, each at its own domain", () => {
  const table: [(Site | null)[], string | undefined][] = [
    [[iati], "https://example.org/watch/incidents/12"],
    [[di], "https://status.di.example/incidents/12"],
    [[iati, iati], "https://example.org/watch/n/iati"],
    [[di, di], "https://status.di.example/"],
    [[iati, di], undefined],
    [[iati, null], undefined],
    [[null], undefined],
  ];
  for (const [sites, expected] of table)
    assert.equal(linkOf(...sites), expected);
});

test("a mail is headed by the page's title in its colour", () => {
  const letter = {
    subject: "s",
    tone: "down" as const,
    headline: "h",
    paragraphs: [],
    items: [],
    remarks: [],
    links: [],
    picture: null,
  };
  const shown = (site: Site): string =>
    asHtml(
      { ...letter, site: { ...site, path: "/" } },
      { words: "", link: null },
      false,
    );
  assert.match(
    shown(iati),
    /<p class="brand" style="border-bottom:3px solid #0b5394;[^"]*">IATI &lt;services&gt;<\/p>/,
  );
  assert.match(shown({ ...iati, accent: null }), /<p class="brand">IATI/);
});
