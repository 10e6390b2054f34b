import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  ADA,
  OURS,
  serveTwilio,
  type ServedTwilio,
} from "./serve-twilio-for-tests.ts";

interface Page {
  messages: { body: string; sid: string }[];
  next_page_uri: string | null;
  previous_page_uri: string | null;
  page: number;
  page_size: number;
  start: number;
  end: number;
}

const BEN = "+447700900456";
const MINUTE_MS = 60_000;

describe("listing messages", () => {
  let served: ServedTwilio;
  /** Two to Ada at 23:59, then after midnight one to Ben and one from Ada. */
  before(async () => {
    served = await serveTwilio();
    await served.create({ Body: "one" });
    await served.create({ Body: "two" });
    served.advance(2 * MINUTE_MS);
    await served.create({ Body: "three", To: BEN });
    await served.control("POST", `/phones/${ADA}/messages`, {
      to: OURS,
      body: "four",
    });
  });
  after(() => served.stop());

  const list = async (query: Record<string, string>): Promise<Page> => {
    const search = new URLSearchParams(query).toString();
    const { status, body } = await served.call(
      "GET",
      `/Messages.json?${search}`,
    );
    assert.equal(status, 200);
    return body as Page;
  };
  const bodies = ({ messages }: Page): string[] =>
    messages.map(({ body }) => body);

  const table: [query: Record<string, string>, found: string[]][] = [
    [{}, ["four", "three", "two", "one"]],
    [{ To: ADA }, ["two", "one"]],
    [{ To: OURS }, ["four"]],
    [{ From: OURS, To: BEN }, ["three"]],
    [{ DateSent: "2026-11-20" }, ["two", "one"]],
    [{ "DateSent>": "2026-11-21" }, ["four", "three"]],
    [{ "DateSent<": "2026-11-20" }, ["two", "one"]],
    [
      { "DateSent>": "2026-11-20", "DateSent<": "2026-11-21" },
      ["four", "three", "two", "one"],
    ],
    // The time of day does not count: a client that gives one gets the whole day.
    [{ "DateSent>": "2026-11-21T12:00:00Z" }, ["four", "three"]],
    [{ "DateSent>": "2026-11-21T12:00:00.000Z", To: OURS }, ["four"]],
    [{ "DateSent>": "2026-11-22" }, []],
  ];
  for (const [query, found] of table)
    test(`${JSON.stringify(query)} finds ${found.join(", ")}`, async () => {
      assert.deepEqual(bodies(await list(query)), found);
    });

  test("what came in is listed as inbound", async () => {
    const { messages } = await list({ To: OURS });
    const [message] = messages as unknown as Record<string, unknown>[];
    assert.equal(message?.["direction"], "inbound");
    assert.equal(message["status"], "received");
    assert.equal(message["from"], ADA);
  });

  test("pages are followed by their URIs", async () => {
    const first = await list({ PageSize: "3", "DateSent>": "2026-11-20" });
    assert.deepEqual(bodies(first), ["four", "three", "two"]);
    assert.equal(first.previous_page_uri, null);
    const next = first.next_page_uri ?? "";
    assert.match(next, /^\/2010-04-01\/Accounts\/AC/);
    const path = next.slice(next.indexOf("/Messages.json"));
    // Whatever arrives in between does not shift the second page.
    await served.create({ Body: "late" });
    const second = (await served.call("GET", path)).body as Page;
    assert.deepEqual(bodies(second), ["one"]);
    assert.equal(second.next_page_uri, null);
    assert.equal(second.page, 1);
    assert.equal(second.page_size, 3);
  });

  const bad: Record<string, string>[] = [
    { PageSize: "0" },
    { PageSize: "1001" },
    { DateSent: "yesterday" },
    { Page: "-1" },
    { PageToken: "x" },
  ];
  for (const query of bad)
    test(`refused: ${JSON.stringify(query)}`, async () => {
      const search = new URLSearchParams(query).toString();
      const answer = await served.call("GET", `/Messages.json?${search}`);
      assert.equal(answer.status, 400);
    });
});
