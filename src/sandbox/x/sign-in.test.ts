import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TwitterApi } from "twitter-api-v2";
import { refusal } from "./refusal-for-tests.ts";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";

describe("signing in by PIN", () => {
  let served: ServedX;
  before(async () => {
    served = await serveX();
  });
  after(() => served.stop());

  const app = (secret = "sandbox-app-secret"): TwitterApi =>
    new TwitterApi(
      { appKey: "sandbox-app-key", appSecret: secret },
      { httpAgent: served.agent },
    );

  /** The client that finishes the sign-in that this link began. */
  const finisher = (link: {
    oauth_token: string;
    oauth_token_secret: string;
  }): TwitterApi =>
    new TwitterApi(
      {
        appKey: "sandbox-app-key",
        appSecret: "sandbox-app-secret",
        accessToken: link.oauth_token,
        accessSecret: link.oauth_token_secret,
      },
      { httpAgent: served.agent },
    );

  const begin = () => app().generateAuthLink("oob", { linkMode: "authorize" });

  /** Somebody opens the link, here under the sandbox's own address, and chooses this account. */
  const choose = async (link: string, account: string): Promise<Response> => {
    const { pathname, search } = new URL(link);
    const page = `${served.url}/x${pathname}${search}`;
    const form = await (await fetch(page)).text();
    assert.match(form, /value="iati_status"/);
    return fetch(page, {
      method: "POST",
      body: new URLSearchParams({ account }),
    });
  };

  const pinOn = async (page: Response): Promise<string> => {
    const pin = /<code id="pin">(\d{7})<\/code>/.exec(await page.text())?.[1];
    assert.ok(pin !== undefined);
    return pin;
  };

  test("the whole way, and the new token works", async () => {
    const link = await begin();
    assert.equal(
      link.url,
      `https://api.x.com/oauth/authorize?oauth_token=${link.oauth_token}`,
    );
    const pin = await pinOn(await choose(link.url, "di_status"));
    const result = await finisher(link).login(pin);
    assert.equal(result.screenName, "di_status");
    const me = await result.client.v2.me();
    assert.equal(me.data.username, "di_status");
    assert.equal(me.data.id, result.userId);
    await result.client.v2.tweet("signed in");
  });

  test("a wrong PIN is refused, the right one is good once", async () => {
    const link = await begin();
    const client = finisher(link);
    assert.equal((await refusal(client.login("1234567"))).code, 401);
    const pin = await pinOn(await choose(link.url, "iati_status"));
    const wrong = pin === "1234567" ? "7654321" : "1234567";
    assert.match(
      JSON.stringify((await refusal(client.login(wrong))).data),
      /Invalid oauth_verifier/,
    );
    await client.login(pin);
    const again = await refusal(client.login(pin));
    assert.equal(again.code, 401);
    assert.match(JSON.stringify(again.data), /Invalid or expired token/);
  });

  test("a wrong app secret is refused at once", async () => {
    const error = await refusal(app("guess").generateAuthLink("oob"));
    assert.equal(error.code, 401);
    assert.match(JSON.stringify(error.data), /Could not authenticate you/);
  });

  test("a callback that was never registered is refused", async () => {
    const error = await refusal(
      app().generateAuthLink("https://example.org/back"),
    );
    assert.equal(error.code, 403);
    assert.match(JSON.stringify(error.data), /415/);
  });

  test("the page says so when the link is no good, or was used", async () => {
    const page = `${served.url}/x/oauth/authorize`;
    assert.equal((await fetch(page)).status, 403);
    assert.equal((await fetch(`${page}?oauth_token=nope`)).status, 403);
    const link = await begin();
    assert.equal((await choose(link.url, "iati_status")).status, 200);
    assert.equal((await choose(link.url, "di_status")).status, 403);
    const other = await begin();
    assert.equal((await choose(other.url, "nobody")).status, 403);
  });

  test("an app that may only read gets tokens that may only read", async () => {
    await served.control("PATCH", "/settings", { appPermission: "read" });
    const early = await begin();
    await served.control("PATCH", "/settings", { appPermission: "write" });
    const late = await begin();
    const outcomes = [];
    for (const link of [early, late]) {
      const { body } = await served.control("POST", "/authorize", {
        oauthToken: link.oauth_token,
        username: "demo_status",
      });
      const { pin } = body as { pin: string };
      const { client } = await finisher(link).login(pin);
      outcomes.push(
        await client.v2.tweet("may I?").then(
          () => "posted",
          (error: unknown) => String(error),
        ),
      );
    }
    assert.match(String(outcomes[0]), /403/);
    assert.equal(outcomes[1], "posted");
  });
});
