import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import {
  ApiPartialResponseError,
  ApiRequestError,
  type TwitterApi,
} from "twitter-api-v2";
import type { Call } from "../call-log.ts";
import type { Fault, FaultKind } from "../faults.ts";
import { refusal } from "./refusal-for-tests.ts";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";

/** For an answer that comes; one that never comes is waited for so long as a busy machine needs to take the request. */
const PATIENCE_MS = 30_000;
const HANGING_MS: Partial<Record<FaultKind, number>> = {
  hang: 200,
  "accepted-hang": 1_500,
};

describe("faults on demand", () => {
  let served: ServedX;
  let iati: TwitterApi;
  beforeEach(async () => {
    served = await serveX();
    iati = served.client("iati_status");
  });
  afterEach(() => served.stop());

  const post = (text: string, timeout = PATIENCE_MS): Promise<unknown> =>
    iati.v2.post("tweets", { text }, { timeout });
  const addFault = (kind: FaultKind, more: Partial<Fault> = {}): void =>
    served.faults.add({ on: "x POST /2/tweets", kind, times: 1, ...more });
  const postFails = (text: string, kind: FaultKind): Promise<unknown> =>
    post(text, HANGING_MS[kind]).then(
      () => assert.fail("it was answered"),
      (error: unknown) => error,
    );

  test("before acceptance nothing is recorded, and the same text is welcome", async () => {
    for (const kind of ["reset", "hang"] as const) {
      addFault(kind);
      assert.ok((await postFails("x", kind)) instanceof ApiRequestError, kind);
    }
    addFault("garbage");
    assert.ok(
      (await postFails("x", "garbage")) instanceof ApiPartialResponseError,
    );
    addFault("500");
    assert.equal((await refusal(post("x"))).code, 500);
    addFault("html");
    const html = await refusal(post("x"));
    assert.equal(html.code, 503);
    assert.equal(typeof html.data, "string");
    assert.deepEqual(await served.tweets(), []);
    await post("x");
  });

  test("after acceptance it is there, and the same text is a duplicate", async () => {
    const kinds = ["accepted-reset", "accepted-hang"] as const;
    for (const kind of kinds) {
      addFault(kind);
      assert.ok((await postFails(kind, kind)) instanceof ApiRequestError, kind);
    }
    addFault("accepted-500");
    assert.equal((await refusal(post("accepted-500"))).code, 500);
    const texts = (await served.tweets()).map(({ text }) => text);
    assert.deepEqual(texts, [...kinds, "accepted-500"]);
    for (const text of texts) {
      const error = await refusal(post(text));
      assert.match(error.data.detail ?? "", /duplicate content/);
    }
  });

  test("429 says when it is over, in X's headers", async () => {
    addFault("429", { retryAfterS: 60 });
    const error = await refusal(post("x"));
    assert.equal(error.code, 429);
    const nowS = Date.parse("2026-11-20T12:00:00Z") / 1000;
    assert.deepEqual(error.rateLimit, {
      limit: 100,
      remaining: 0,
      reset: nowS + 60,
    });
  });

  test("any error can be asked for, also a 429 without headers", async () => {
    addFault("error", { status: 429 });
    assert.equal((await refusal(post("x"))).rateLimit, undefined);
    addFault("error", { error: { status: 451, detail: "not here" } });
    const error = await refusal(post("x"));
    assert.equal(error.code, 451);
    assert.equal(error.data.detail, "not here");
    addFault("error");
    assert.equal((await refusal(post("x"))).code, 403);
  });

  test("the timeline fails on its own, and 'x *' is every call", async () => {
    const { data } = await iati.v2.me();
    served.faults.add({
      on: "x GET /2/users/:id/tweets",
      kind: "500",
      times: 1,
    });
    await post("x");
    assert.equal((await refusal(iati.v2.userTimeline(data.id))).code, 500);
    served.faults.add({ on: "x *", kind: "500", times: 2 });
    assert.equal((await refusal(iati.v2.me())).code, 500);
    assert.equal((await refusal(iati.v2.deleteTweet("1"))).code, 500);
    await iati.v2.me();
  });

  test("every call is written down with its end", async () => {
    await post("x");
    await refusal(post("x"));
    addFault("accepted-reset");
    await postFails("y", "reset");
    const { body } = await served.control("GET", "/calls");
    const { calls } = body as { calls: Call[] };
    assert.deepEqual(
      calls.map(({ account, call, outcome }) => [account, call, outcome]),
      [
        ["iati_status", "POST /2/tweets", 201],
        ["iati_status", "POST /2/tweets", 403],
        ["iati_status", "POST /2/tweets", "lost"],
      ],
    );
  });
});
