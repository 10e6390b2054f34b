import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sign, percentEncode } from "./oauth.ts";
import { serveX, type ServedX } from "./serve-x-for-tests.ts";

const wallNow = Date.parse("2026-11-20T12:00:00Z");

/** What a request may have wrong; everything else is right. */
interface Wrong {
  appKey?: string;
  appSecret?: string;
  token?: string;
  tokenSecret?: string;
  timestampS?: number;
  nonce?: string;
  method?: string;
  version?: string;
  signedUrl?: string;
  signedText?: string;
}

let nonces = 0;

/** GET /2/users/me under the prefix /x, signed by hand. */
async function askMe({ url }: ServedX, wrong: Wrong = {}): Promise<number> {
  nonces += 1;
  const target = `${url}/x/2/users/me`;
  const oauth = new Map([
    ["oauth_consumer_key", wrong.appKey ?? "sandbox-app-key"],
    ["oauth_nonce", wrong.nonce ?? `nonce${nonces}`],
    ["oauth_signature_method", wrong.method ?? "HMAC-SHA1"],
    ["oauth_timestamp", String(wrong.timestampS ?? wallNow / 1000)],
    ["oauth_token", wrong.token ?? "iati_status-token"],
    ["oauth_version", wrong.version ?? "1.0"],
  ]);
  const signature = sign(
    {
      method: "GET",
      baseUrl: wrong.signedUrl ?? target,
      parameters: [["user.fields", wrong.signedText ?? "id,name"]],
      oauth,
    },
    wrong.appSecret ?? "sandbox-app-secret",
    wrong.tokenSecret ?? "iati_status-token-secret",
  );
  const header = [...oauth, ["oauth_signature", signature]]
    .map(([name = "", value = ""]) => `${name}="${percentEncode(value)}"`)
    .join(", ");
  const response = await fetch(`${target}?user.fields=id%2Cname`, {
    headers: { authorization: `OAuth ${header}` },
  });
  const body = (await response.json()) as { title?: string };
  if (response.status === 401) assert.equal(body.title, "Unauthorized");
  return response.status;
}

describe("who may call", () => {
  let served: ServedX;
  before(async () => {
    served = await serveX({ wallClock: () => wallNow });
  });
  after(() => served.stop());

  test("a good signature is believed, also over this server's own address", async () => {
    assert.equal(await askMe(served), 200);
  });

  const wrongs: Record<string, Wrong> = {
    "another app": { appKey: "somebody-else" },
    "a wrong app secret": { appSecret: "guess" },
    "an unknown token": { token: "nobody" },
    "a wrong token secret": { tokenSecret: "guess" },
    "the token of another account": { token: "di_status-token" },
    "a clock that is six minutes late": { timestampS: wallNow / 1000 - 360 },
    "a clock that is six minutes early": { timestampS: wallNow / 1000 + 360 },
    "no time at all": { timestampS: NaN },
    "no nonce": { nonce: "" },
    "another method of signing": { method: "PLAINTEXT" },
    "another version": { version: "2.0" },
    "a signature over another address": {
      signedUrl: "https://api.x.com/2/users/me",
    },
    "a signature over another query": { signedText: "id" },
  };
  for (const [what, wrong] of Object.entries(wrongs))
    test(`refused: ${what}`, async () => {
      assert.equal(await askMe(served, wrong), 401);
    });

  test("refused: the same nonce again", async () => {
    assert.equal(await askMe(served, { nonce: "once" }), 200);
    assert.equal(await askMe(served, { nonce: "once" }), 401);
  });

  test("refused: no signature, and a bearer token", async () => {
    for (const authorization of ["", "Bearer abc"]) {
      const response = await fetch(`${served.url}/x/2/users/me`, {
        headers: { authorization },
      });
      assert.equal(response.status, 401);
    }
  });
});
