import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { TwitterApi } from "twitter-api-v2";
import { refusal } from "./refusal-for-tests.ts";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";

const MINUTE_MS = 60_000;

describe("the own timeline", () => {
  let served: ServedX;
  let iati: TwitterApi;
  let me: string;
  const ids: string[] = [];
  /** Posts one to twelve, a minute apart from 12:01 on; eleven is deleted, twelve is a reply to one. */
  before(async () => {
    served = await serveX();
    iati = served.client("iati_status");
    me = (await iati.v2.me()).data.id;
    for (let count = 1; count <= 12; count += 1) {
      served.advance(MINUTE_MS);
      const text = `post ${count}`;
      const { data } =
        count === 12
          ? await iati.v2.reply(text, String(ids[0]))
          : await iati.v2.tweet(text);
      ids.push(data.id);
    }
    await iati.v2.deleteTweet(String(ids[10]));
    await served.client("di_status").v2.tweet("somebody else's");
  });
  after(() => served.stop());

  const texts = async (options: object): Promise<string[]> => {
    const page = await iati.v2.userTimeline(me, options);
    return page.data.data.map(({ text }) => text);
  };

  test("newest first, ten at a time, without the deleted one", async () => {
    assert.deepEqual(await texts({}), [
      "post 12",
      ...[10, 9, 8, 7, 6, 5, 4, 3, 2].map((count) => `post ${count}`),
    ]);
  });

  test("pages lead back and forth", async () => {
    const first = await iati.v2.userTimeline(me, { max_results: 5 });
    const second = await first.next();
    assert.deepEqual(
      second.data.data.map(({ text }) => text),
      ["post 6", "post 5", "post 4", "post 3", "post 2"],
    );
    const third = await second.next();
    assert.deepEqual(
      third.data.data.map(({ text }) => text),
      ["post 1"],
    );
    assert.equal(third.meta.next_token, undefined);
    const back = await iati.v2.userTimeline(me, {
      max_results: 5,
      pagination_token: String(third.meta.previous_token),
    });
    assert.deepEqual(
      back.data.data.map(({ text }) => text),
      ["post 6", "post 5", "post 4", "post 3", "post 2"],
    );
    assert.equal(first.meta.previous_token, undefined);
    assert.equal(first.meta.newest_id, ids[11]);
    assert.equal(first.meta.result_count, 5);
  });

  test("since and until an id, from and to a time, without replies", async () => {
    const [ninth, tenth] = ["post 9", "post 10"];
    assert.deepEqual(await texts({ since_id: ids[8] }), ["post 12", tenth]);
    assert.deepEqual(await texts({ since_id: ids[7], until_id: ids[9] }), [
      ninth,
    ]);
    assert.deepEqual(await texts({ start_time: "2026-11-20T12:10:00Z" }), [
      "post 12",
      tenth,
    ]);
    const untilTenth = await texts({
      start_time: "2026-11-20T12:09:00Z",
      end_time: "2026-11-20T12:10:00Z",
    });
    assert.deepEqual(untilTenth, [ninth]);
    assert.equal((await texts({ exclude: "replies" }))[0], tenth);
  });

  test("an empty page has a count and nothing else", async () => {
    const page: unknown = await iati.v2.get(`users/${me}/tweets`, {
      since_id: String(ids[11]),
    });
    assert.deepEqual(page, { meta: { result_count: 0 } });
  });

  const badQueries: Record<string, Record<string, string>> = {
    "an unknown parameter": { count: "5" },
    "too few": { max_results: "4" },
    "too many": { max_results: "101" },
    "a time with milliseconds": { start_time: "2026-11-20T12:09:00.000Z" },
    "a time zone": { start_time: "2026-11-20T12:09:00+01:00" },
    "an id that is none": { since_id: "x" },
  };
  for (const [what, query] of Object.entries(badQueries))
    test(`refused: ${what}`, async () => {
      const error = await refusal(iati.v2.get(`users/${me}/tweets`, query));
      assert.equal(error.code, 400);
    });

  test("an unknown user is an error inside an answer of 200", async () => {
    const page = await iati.v2.get<{ errors: { title: string }[] }>(
      "users/1/tweets",
    );
    assert.equal(page.errors[0]?.title, "Not Found Error");
  });

  test("each post that was read is charged", async () => {
    interface Overview {
      bill: { counts: Record<string, number> };
    }
    const counted = async (): Promise<number> => {
      const { body } = await served.control("GET", "/");
      return (body as Overview).bill.counts["read of a post"] ?? 0;
    };
    const atFirst = await counted();
    await texts({ max_results: 5 });
    assert.equal((await counted()) - atFirst, 5);
  });
});
