import assert from "node:assert/strict";
import { test } from "node:test";
import { writePostmortem } from "../../actions/incidents/postmortem.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { openStatusPage } from "../../testing/status-page.ts";
import { prose } from "./prose.ts";

test("a post-mortem stands on the incident's page, in its feed entry and in the API", async (t) => {
  const { store, clock, read, renew, get } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const at = clock.now();
  await believe(store, added, "down", { at });
  await believe(store, added, "up", { at: at + HOUR });
  clock.move(2 * HOUR);
  await renew();
  assert.doesNotMatch(await read("/incidents/1"), /What happened/);
  const now = clock.now();
  granted(
    await writePostmortem(
      contextOf(store, { now }),
      1,
      "A disk was <full>.\r\n\r\nWe:\n- watch it now\n- made it larger",
    ),
  );
  clock.move(MINUTE);
  await renew();
  const page = await read("/incidents/1");
  assert.match(page, /<h2 id="postmortem">What happened<\/h2>/);
  assert.match(page, /<p class="said">A disk was &lt;full&gt;\.<\/p>/);
  assert.match(page, /<li>watch it now<\/li>\s*<li>made it larger<\/li>/);
  assert.doesNotMatch(page, /Ada/);
  const atom = await read("/feed.atom");
  assert.match(
    atom,
    /What happened:&lt;\/p&gt;&lt;p&gt;A disk was &amp;lt;full&amp;gt;\.&lt;\/p&gt;/,
  );
  assert.match(
    atom,
    new RegExp(`<updated>${new Date(now).toISOString()}</updated>`),
  );
  const incident = (await (await get("/api/v1/incidents/1")).json()) as {
    postmortem: { text: string };
  };
  assert.match(incident.postmortem.text, /^A disk was <full>/);
});

test("hostile words stay text", () => {
  for (const text of hostileTexts)
    for (const typed of [text, `- ${text}`, `a\n\n${text}\n- b`])
      assert.doesNotMatch(
        prose(typed).text.replaceAll(/<\/?(?:ul|li|p)(?: class="said")?>/g, ""),
        /[<>]/,
      );
});
