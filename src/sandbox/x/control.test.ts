import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";
import type { Tweet } from "./state.ts";

interface Tweets {
  tweets: Tweet[];
  last: number;
}

describe("what tests and the page see", () => {
  let served: ServedX;
  before(async () => {
    served = await serveX();
  });
  after(() => served.stop());

  test("a reader can wait for the next post", async () => {
    const iati = served.client("iati_status");
    await iati.v2.tweet("old");
    const waiting = served.control("GET", "/tweets?after=1&wait=30000");
    await iati.v2.tweet("new");
    const { tweets, last } = (await waiting).body as Tweets;
    assert.deepEqual(
      tweets.map(({ text }) => text),
      ["new"],
    );
    assert.equal(last, 2);
  });

  test("nothing comes: an empty list when the time is over", async () => {
    const { body } = await served.control("GET", "/tweets?after=2&wait=20");
    assert.deepEqual(body, { tweets: [], last: 2 });
  });

  test("a person posts and deletes in the app; a reader of one account sees only that", async () => {
    const wanted = served.control(
      "GET",
      "/tweets?account=demo_status&wait=30000",
    );
    await served.client("iati_status").v2.tweet("not this");
    const { body } = await served.control("POST", "/tweets", {
      username: "demo_status",
      text: "by hand",
    });
    const { id } = body as Tweet;
    const found = (await wanted).body as Tweets;
    assert.deepEqual(
      found.tweets.map((tweet) => tweet.id),
      [id],
    );
    const removed = await served.control("DELETE", `/tweets/${id}`);
    assert.equal(removed.status, 200);
    const again = await served.control("DELETE", `/tweets/${id}`);
    assert.equal(again.status, 404);
  });

  test("accounts can be added, once", async () => {
    const body = { username: "new_status", name: "New" };
    const added = await served.control("POST", "/accounts", body);
    assert.equal(added.status, 201);
    const again = await served.control("POST", "/accounts", body);
    assert.equal(again.status, 409);
    await served.client("new_status").v2.tweet("hello");
  });

  const bad: [method: string, path: string, body: object, status: number][] = [
    ["PATCH", "/settings", { repliez: "no" }, 400],
    ["PATCH", "/settings", { postsPer15Min: -1 }, 400],
    ["PATCH", "/accounts/nobody", { suspended: true }, 404],
    ["PATCH", "/accounts/iati_status", { suspended: "yes" }, 400],
    ["POST", "/accounts", { username: "not a name" }, 400],
    ["POST", "/tweets", { username: "nobody", text: "x" }, 404],
    ["POST", "/authorize", { oauthToken: "x", username: "di_status" }, 404],
  ];
  for (const [method, path, body, status] of bad)
    test(`${method} ${path} ${JSON.stringify(body)}: ${status}`, async () => {
      const answer = await served.control(method, path, body);
      assert.equal(answer.status, status);
      assert.match(JSON.stringify(answer.body), /"error":"./);
    });
});

describe("surviving a restart", () => {
  test("posts, accounts, tokens and settings are there again, and ids go on", async () => {
    const first = await serveX();
    const { data } = await first.client("di_status").v2.tweet("before");
    await first.control("PATCH", "/accounts/iati_status", { suspended: true });
    const saved: unknown = JSON.parse(JSON.stringify(first.x.snapshot()));
    await first.stop();

    const second = await serveX();
    try {
      second.x.load(saved);
      assert.deepEqual(second.x.snapshot(), saved);
      const di = second.client("di_status");
      const next = await di.v2.tweet("after");
      assert.ok(BigInt(next.data.id) > BigInt(data.id));
      await assert.rejects(di.v2.tweet("before"), /403/);
      await assert.rejects(second.client("iati_status").v2.tweet("x"), /403/);
    } finally {
      await second.stop();
    }
  });

  test("something else than a snapshot is refused and changes nothing", async () => {
    const served = await serveX();
    try {
      const before = served.x.snapshot();
      for (const damaged of [undefined, {}, [], { tweets: [] }])
        assert.throws(() => served.x.load(damaged));
      assert.deepEqual(served.x.snapshot(), before);
    } finally {
      await served.stop();
    }
  });
});
