import assert from "node:assert/strict";
import { test } from "node:test";
import type { Status } from "../../domain/service.ts";
import { html } from "./html.ts";
import { overallSentence, percent } from "./words.ts";

const services = (...statuses: Status[]) =>
  statuses.map((status, index) => ({ name: "ABCDEF"[index] ?? "", status }));

test("one sentence says how all is: the worst first", () => {
  const table: [Status[], string][] = [
    [[], "No services are shown here yet"],
    [["unknown"], "Nothing is known yet"],
    [["up", "unknown"], "All's well"],
    [["up", "maintenance"], "B is in planned maintenance"],
    [["maintenance", "difficulties"], "B has difficulties"],
    [["difficulties", "difficulties"], "A and B have difficulties"],
    [["difficulties", "down", "down"], "B and C are down"],
    [["down", "down", "down", "down", "down"], "A, B and 3 more are down"],
  ];
  for (const [statuses, sentence] of table)
    assert.equal(overallSentence(services(...statuses)).text, sentence);
});

test("uptime is never rounded up", () => {
  const table: [number | null, string][] = [
    [1, "100 %"],
    [0.999999, "99.99 %"],
    [0.875, "87.50 %"],
    [0.5 + 1e-9, "50.00 %"],
    [0, "0.00 %"],
    [null, "no figure"],
  ];
  for (const [ratio, words] of table) assert.equal(percent(ratio), words);
});

test("what is put into HTML is text", () => {
  const name = `<script>alert("1")</script>&'`;
  assert.equal(
    html`<p title="${name}">${[name, null, html`<i></i>`]}</p>`.text,
    `<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;<i></i></p>`,
  );
});
