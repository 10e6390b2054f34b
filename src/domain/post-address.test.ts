import assert from "node:assert/strict";
import { test } from "node:test";
import { postAddress } from "./post-address.ts";

test("a post is found on its network's page; what is no account or no post has no address", () => {
  for (const [channel, account, id, address] of [
    ["x", "@iati_status", "1990", "https://x.com/iati_status/status/1990"],
    ["x", "@iati/../evil", "1990", null],
    ["x", "@iati_status", '1"onclick="', null],
    [
      "mastodon",
      "@iati@social.example",
      "1147",
      "https://social.example/@iati/1147",
    ],
    ["mastodon", "@iati", "1147", null],
    [
      "bluesky",
      "@iati.example",
      "at://did:plc:abc123/app.bsky.feed.post/3kxyz",
      "https://bsky.app/profile/did:plc:abc123/post/3kxyz",
    ],
    ["bluesky", "@iati.example", "javascript:alert(1)", null],
    ["mail", "list", "1", null],
  ] as const)
    assert.equal(postAddress(channel, account, id), address);
});
