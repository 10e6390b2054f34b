import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { TwitterApi } from "twitter-api-v2";
import { refusal } from "./refusal-for-tests.ts";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";

const QUARTER_HOUR_MS = 15 * 60 * 1000;

describe("accounts in trouble", () => {
  let served: ServedX;
  let iati: TwitterApi;
  beforeEach(async () => {
    served = await serveX();
    iati = served.client("iati_status");
  });
  afterEach(() => served.stop());

  const iatiBecomes = async (state: object): Promise<void> => {
    const path = "/accounts/iati_status";
    const { status } = await served.control("PATCH", path, state);
    assert.equal(status, 200);
  };

  test("suspended: 403 whose type says so, for reading too", async () => {
    await iatiBecomes({ suspended: true });
    for (const call of [iati.v2.tweet("x"), iati.v2.me()]) {
      const error = await refusal(call);
      assert.equal(error.code, 403);
      assert.match(error.data.type ?? "", /user-suspended$/);
    }
    await served.client("di_status").v2.tweet("x");
    await iatiBecomes({ suspended: false });
    await iati.v2.tweet("x");
  });

  test("authorised for reading only: 403 oauth1-permissions", async () => {
    await iatiBecomes({ permission: "read" });
    const error = await refusal(iati.v2.tweet("x"));
    assert.equal(error.code, 403);
    assert.match(error.data.type ?? "", /oauth1-permissions$/);
    await iati.v2.me();
  });

  test("out of credits, the account or the whole app: 402", async () => {
    await iatiBecomes({ outOfCredits: true });
    const error = await refusal(iati.v2.tweet("x"));
    assert.equal(error.code, 402);
    assert.equal(error.data.title, "CreditsDepleted");
    await served.client("di_status").v2.tweet("x");
    await served.control("PATCH", "/settings", { outOfCredits: true });
    const all = await refusal(served.client("di_status").v2.tweet("y"));
    assert.equal(all.code, 402);
  });

  test("a revoked token: 401", async () => {
    await iatiBecomes({ revoked: true });
    const error = await refusal(iati.v2.tweet("x"));
    assert.equal(error.code, 401);
    assert.equal(error.isAuthError, true);
  });

  test("100 posts in 15 minutes, refused ones included, for each account", async () => {
    const { rateLimit } = await iati.v2.post(
      "tweets",
      { text: "1" },
      { fullResponse: true },
    );
    assert.equal(rateLimit?.limit, 100);
    assert.equal(rateLimit.remaining, 99);
    assert.equal(rateLimit.day, undefined);
    const resetS = Date.parse("2026-11-20T12:15:00Z") / 1000;
    assert.equal(rateLimit.reset, resetS);
    await refusal(iati.v2.tweet("1"));
    for (let count = 3; count <= 100; count += 1)
      await iati.v2.tweet(`${count}`);
    const error = await refusal(iati.v2.tweet("101"));
    assert.equal(error.rateLimitError, true);
    assert.deepEqual(error.rateLimit, {
      limit: 100,
      remaining: 0,
      reset: resetS,
    });
    assert.equal(error.headers["retry-after"], undefined);
    await served.client("di_status").v2.tweet("101");
    served.advance(QUARTER_HOUR_MS);
    await iati.v2.tweet("101");
  });

  test("the app's 24 hours count over all accounts; their headers come on demand", async () => {
    await served.control("PATCH", "/settings", {
      appPostsPer24h: 2,
      dailyHeaders: true,
    });
    await iati.v2.tweet("x");
    const di = served.client("di_status");
    const { rateLimit } = await di.v2.post(
      "tweets",
      { text: "y" },
      { fullResponse: true },
    );
    assert.deepEqual(rateLimit?.day, {
      limit: 2,
      remaining: 0,
      reset: Date.parse("2026-11-21T12:00:00Z") / 1000,
    });
    assert.equal((await refusal(di.v2.tweet("z"))).code, 429);
    served.advance(24 * 60 * 60 * 1000);
    await di.v2.tweet("z");
  });
});

describe("what it would cost", () => {
  interface Overview {
    bill: { totalUsd: number; counts: Record<string, number> };
  }

  test("a post 0.015, one with a link 0.2, a deletion 0.01, a refused one nothing", async () => {
    const served = await serveX();
    try {
      const iati = served.client("iati_status");
      const { data } = await iati.v2.tweet("plain");
      await iati.v2.tweet("at api.example.com");
      await refusal(iati.v2.tweet("plain"));
      await iati.v2.deleteTweet(data.id);
      const { body } = await served.control("GET", "/");
      assert.deepEqual((body as Overview).bill, {
        totalUsd: 0.225,
        counts: { post: 1, "post with a link": 1, delete: 1 },
      });
    } finally {
      await served.stop();
    }
  });
});
