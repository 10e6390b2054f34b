import assert from "node:assert/strict";
import { test } from "node:test";
import {
  parseOAuthHeader,
  percentEncode,
  sign,
  signatureBase,
} from "./oauth.ts";

// The worked example of X's own documentation, secrets included:
// https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature
const example = {
  method: "post",
  baseUrl: "https://api.twitter.com/1.1/statuses/update.json",
  parameters: [
    ["include_entities", "true"],
    ["status", "Hello Ladies + Gentlemen, a signed OAuth request!"],
  ],
  oauth: new Map([
    ["oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"],
    ["oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"],
    ["oauth_signature", "is left out"],
    ["oauth_signature_method", "HMAC-SHA1"],
    ["oauth_timestamp", "1318622958"],
    ["oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"],
    ["oauth_version", "1.0"],
  ]),
} as const;

test("signs as X's documentation says", () => {
  const signature = sign(
    example,
    "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
    "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
  );
  assert.equal(signature, "hCtSmYh+iHYCEqBWrE7C7hYmtUk=");
});

test("a name that comes twice is signed twice, in the order of its values", () => {
  const base = signatureBase({
    ...example,
    parameters: [
      ["b", "2"],
      ["a", "z"],
      ["a", "%"],
      ["a b", "1"],
    ],
    oauth: new Map(),
  });
  const parameters = decodeURIComponent(base.split("&")[2] ?? "");
  assert.equal(parameters, "a=%25&a=z&a%20b=1&b=2");
});

test("percent-encodes what encodeURIComponent leaves alone", () => {
  assert.equal(
    percentEncode("It's (50%) *ok*! ☃-._~"),
    "It%27s%20%2850%25%29%20%2Aok%2A%21%20%E2%98%83-._~",
  );
});

test("reads the Authorization header, or says that it is none", () => {
  const header = 'OAuth oauth_nonce="a%3Db", oauth_version="1.0"';
  assert.deepEqual(
    [...(parseOAuthHeader(header) ?? [])],
    [
      ["oauth_nonce", "a=b"],
      ["oauth_version", "1.0"],
    ],
  );
  const bad = [
    undefined,
    "",
    "Bearer abc",
    "OAuth",
    "OAuth oauth_nonce=abc",
    'OAuth oauth_nonce="%zz"',
    'OAuth oauth_nonce="a", oauth_nonce="b"',
  ];
  for (const wrong of bad) assert.equal(parseOAuthHeader(wrong), undefined);
});
