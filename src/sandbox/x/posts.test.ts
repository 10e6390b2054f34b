import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { TwitterApi } from "twitter-api-v2";
import { refusal } from "./refusal-for-tests.ts";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";

const LONG_LINK = "https://datastore.example.org/a/long/path/to/somewhere";

describe("posting with the real client", () => {
  let served: ServedX;
  let iati: TwitterApi;
  before(async () => {
    served = await serveX();
    iati = served.client("iati_status");
  });
  after(() => served.stop());

  test("a post is accepted, recorded as it was sent, and can be read back", async () => {
    const text = "Datastore is down <since> 12:00 & we know";
    const { data } = await iati.v2.tweet(text);
    assert.match(data.id, /^[0-9]{19}$/);
    assert.equal(
      data.text,
      "Datastore is down &lt;since&gt; 12:00 &amp; we know",
    );
    const recorded = (await served.tweets()).at(-1);
    assert.equal(recorded?.text, text);
    assert.equal(recorded.username, "iati_status");
    const again = await iati.v2.singleTweet(data.id, {
      "tweet.fields": ["created_at", "author_id"],
    });
    assert.equal(again.data.created_at, "2026-11-20T12:00:00.000Z");
    assert.equal(again.data.author_id, recorded.accountId);
  });

  test("ids grow, also when the clock does not", async () => {
    const first = await iati.v2.tweet("first");
    const second = await iati.v2.tweet("second");
    assert.ok(BigInt(second.data.id) > BigInt(first.data.id));
  });

  test("links come back shortened; a bare host name is one", async () => {
    const { data } = await iati.v2.tweet(
      `see ${LONG_LINK} & api.example.com now`,
    );
    assert.match(
      data.text,
      /^see https:\/\/t\.co\/\w{10} &amp; https:\/\/t\.co\/\w{10} now$/,
    );
    const recorded = (await served.tweets()).at(-1);
    assert.deepEqual(recorded?.urls, [LONG_LINK, "api.example.com"]);
  });

  test("the same text again is refused as X refuses it; another account may", async () => {
    await iati.v2.tweet("down since 12:10");
    const error = await refusal(iati.v2.tweet("down since 12:10"));
    assert.equal(error.code, 403);
    assert.deepEqual(error.data, {
      status: 403,
      title: "Forbidden",
      detail: "You are not allowed to create a Tweet with duplicate content.",
      type: "about:blank",
    });
    assert.equal(error.hasErrorCode(187), false);
    await served.client("di_status").v2.tweet("down since 12:10");
    await iati.v2.tweet("down since 12:11");
  });

  test("the same text is no duplicate after the window, nor when the first is deleted", async () => {
    const { data } = await iati.v2.tweet("windowed");
    await iati.v2.deleteTweet(data.id);
    await iati.v2.tweet("windowed");
    await refusal(iati.v2.tweet("windowed"));
    served.advance(24 * 60 * 60 * 1000 + 1);
    await iati.v2.tweet("windowed");
  });

  test("280 is the limit, weighted: a link 23, an emoji 2, CJK 2", async () => {
    const fits = [
      "a".repeat(280),
      "状".repeat(140),
      "👩‍👩‍👧‍👦".repeat(140),
      `${"b".repeat(256)} ${LONG_LINK}`,
    ];
    for (const text of fits) {
      await iati.v2.tweet(text);
      const error = await refusal(iati.v2.tweet(`${text}!`));
      assert.match(error.data.detail ?? "", /too long/);
    }
  });

  const malformed: Record<string, [body: object, complaint: RegExp]> = {
    "an unknown key": [{ text: "x", txt: "y" }, /^\$\.txt: is not defined/],
    "an unknown key inside": [
      { text: "x", reply: { in_reply_to_tweet_id: "1", to: "2" } },
      /^\$\.reply\.to: is not defined/,
    ],
    "no text": [{}, /^\$\.text: is missing/],
    "a blank text": [{ text: " \n" }, /^\$\.text: is missing/],
    "a reply to nothing": [
      { text: "x", reply: {} },
      /^\$\.reply\.in_reply_to_tweet_id: is missing but it is required$/,
    ],
    "an id that is a number": [
      { text: "x", reply: { in_reply_to_tweet_id: 12 } },
      /in_reply_to_tweet_id/,
    ],
    "an id of 20 digits": [
      { text: "x", quote_tweet_id: "12345678901234567890" },
      /quote_tweet_id/,
    ],
    "five pictures": [
      { text: "x", media: { media_ids: ["1", "2", "3", "4", "5"] } },
      /media_ids/,
    ],
    "a picture that is not there": [
      { text: "x", media: { media_ids: ["1"] } },
      /media IDs are invalid/,
    ],
  };
  for (const [what, [body, complaint]] of Object.entries(malformed))
    test(`malformed: ${what}`, async () => {
      const error = await refusal(iati.v2.post("tweets", { ...body }));
      assert.equal(error.code, 400);
      assert.match(error.data.type ?? "", /\/invalid-request$/);
      const errors = error.data.errors as { message: string }[] | undefined;
      assert.match(errors?.[0]?.message ?? "", complaint);
    });

  test("quoting and editing need another plan", async () => {
    const { data } = await iati.v2.tweet("quotable");
    const error = await refusal(iati.v2.quote("look", data.id));
    assert.equal(error.code, 403);
  });

  test("one's own post can be deleted, another's cannot", async () => {
    const { data } = await iati.v2.tweet("to be deleted");
    const stranger = served.client("di_status");
    assert.equal((await refusal(stranger.v2.deleteTweet(data.id))).code, 403);
    assert.deepEqual((await iati.v2.deleteTweet(data.id)).data, {
      deleted: true,
    });
    const gone = await iati.v2.singleTweet(data.id);
    assert.equal(gone.data, undefined);
    assert.match(gone.errors?.[0]?.type ?? "", /resource-not-found$/);
    const recorded = (await served.tweets()).find(({ id }) => id === data.id);
    assert.equal(typeof recorded?.deletedAt, "number");
  });

  test("what is not JSON, and what is not there, is refused in X's form", async () => {
    const notJson = await fetch(`${served.url}/x/2/tweets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    assert.equal(notJson.status, 400);
    const nowhere = await fetch(`${served.url}/x/2/nowhere`);
    assert.equal(nowhere.status, 404);
    assert.equal(((await nowhere.json()) as { status: number }).status, 404);
  });
});

describe("replies", () => {
  let served: ServedX;
  let iati: TwitterApi;
  before(async () => {
    served = await serveX();
    iati = served.client("iati_status");
  });
  after(() => served.stop());

  test("to oneself: allowed, unless the rule is read strictly", async () => {
    const { data } = await iati.v2.tweet("down");
    const reply = await iati.v2.reply("up again", data.id);
    const recorded = (await served.tweets()).find(
      ({ id }) => id === reply.data.id,
    );
    assert.equal(recorded?.replyTo, data.id);
    await served.control("PATCH", "/settings", {
      replies: "only when mentioned",
    });
    const error = await refusal(iati.v2.reply("and down", data.id));
    assert.match(
      error.data.detail ?? "",
      /not been mentioned or otherwise engaged/,
    );
    await served.control("PATCH", "/settings", { replies: "own posts" });
  });

  test("to others: only when they mentioned us", async () => {
    const ben = served.client("demo_status");
    const plain = await ben.v2.tweet("is it down?");
    const error = await refusal(iati.v2.reply("yes", plain.data.id));
    assert.equal(error.code, 403);
    const asking = await ben.v2.tweet("is it down, @IATI_status?");
    await iati.v2.reply("yes", asking.data.id);
  });

  test("to a post that is gone or never was: refused", async () => {
    const { data } = await iati.v2.tweet("soon gone");
    await iati.v2.deleteTweet(data.id);
    for (const id of [data.id, "12345"]) {
      const error = await refusal(iati.v2.reply("hello?", id));
      assert.match(error.data.detail ?? "", /deleted or not visible/);
    }
  });
});
