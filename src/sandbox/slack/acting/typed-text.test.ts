import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSeed } from "../seed.ts";
import { newState } from "../state.ts";
import type { World } from "../world.ts";
import { asSent } from "./typed-text.ts";

const world = { state: newState(defaultSeed()) } as World;

const rows: [typed: string, inCommand: string, inMessage?: string][] = [
  ["plain words", "plain words"],
  ["a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"],
  ["https://a.example/x?a=1&b=2", "<https://a.example/x?a=1&amp;b=2>"],
  ["see https://a.example/.", "see <https://a.example/>."],
  ["(http://a.example)", "(<http://a.example>)"],
  ["at a.example/x now", "at <http://a.example/x|a.example/x> now"],
  ["me@a.example", "<mailto:me@a.example|me@a.example>"],
  [
    "@ben and @nobody",
    "<@UBEN000001|ben> and @nobody",
    "<@UBEN000001> and @nobody",
  ],
  ["thanks @ben.", "thanks <@UBEN000001|ben>.", "thanks <@UBEN000001>."],
  ["#ops, #nowhere", "<#COPS000001|ops>, #nowhere", "<#COPS000001|>, #nowhere"],
  ["@ops-team @old-team", "<!subteam^SOPS000001|@ops-team> @old-team"],
  ["@here @channel", "<!here> <!channel>"],
  ["mail@ben is none", "mail@ben is none"],
  ["<@UBEN000001>", "&lt;@UBEN000001&gt;"],
  ["“quoted” 12:30", "“quoted” 12:30"],
];

for (const [typed, inCommand, inMessage = inCommand] of rows)
  test(`typed: ${typed}`, () => {
    assert.equal(asSent(world, typed, true), inCommand);
    assert.equal(asSent(world, typed, false), inMessage);
  });
