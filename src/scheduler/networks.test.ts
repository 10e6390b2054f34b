import assert from "node:assert/strict";
import { test } from "node:test";
import { connectAccount } from "../actions/audience/connect-account.ts";
import { accountStatus, statusLines } from "../actions/posts/accounts.ts";
import { connectedDispatcher } from "../announcer/posts/dispatcher.ts";
import { networkSignIns, type SignedIn } from "../announcer/posts/sign-ins.ts";
import { createConnector } from "../net/create-connector.ts";
import { contextOf, granted } from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";

function signIns(allowNetworks: string[]) {
  return networkSignIns(
    connectedDispatcher(createConnector({ allowNetworks })),
  );
}

function fieldOf(signedIn: SignedIn): string {
  return signedIn.ok ? "none" : signedIn.field;
}

interface Posted {
  id?: string;
  uri?: string;
  text: string;
  replyTo?: string;
}

test("an outage on Mastodon and Bluesky as on X: a post, and its end as a reply", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0, onX: false });
  const { store, world } = room;
  const here = signIns(["127.0.0.1"]);
  const server = world.sandbox.url;
  const identifier = "iati-status.bsky.example";
  const accounts = {
    mastodon: await here.mastodon({ server, accessToken: "iati_status-token" }),
    bluesky: await here.bluesky({
      server,
      identifier,
      password: "iati-status-password",
    }),
  };
  for (const channel of ["mastodon", "bluesky"] as const) {
    const account = accounts[channel];
    assert.ok(account.ok, JSON.stringify(account));
    granted(
      await connectAccount(contextOf(store), "iati", { channel, ...account }),
    );
  }
  await room.outage();
  for (const network of ["mastodon", "bluesky"] as const) {
    const { posts } = (await world.control("GET", `${network}/posts`)) as {
      posts: Posted[];
    };
    const [first, second, ...more] = posts;
    assert.match(
      first?.text ?? "",
      /^Datastore is down since \d\d:\d\d UTC\.$/,
    );
    assert.match(second?.text ?? "", /^Datastore is up again since/);
    assert.equal(second?.replyTo, first?.id ?? first?.uri);
    assert.deepEqual(more, []);
    const status = granted(
      await accountStatus(contextOf(store), "iati", network),
    );
    assert.match(
      statusLines(status).join("\n"),
      /^@iati.* speaks for IATI on .*\nThis month \(UTC\): 2 posts\.\nLanguage/,
    );
  }
});

test("what is entered wrongly is said at its field; private servers are not asked", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  const server = room.world.sandbox.url;
  const here = signIns(["127.0.0.1"]);
  const elsewhere = signIns([]);
  const right = { server, accessToken: "iati_status-token" };
  const table: [SignedIn, string][] = [
    [await here.mastodon(right), "none"],
    [await here.mastodon({ ...right, accessToken: "guess" }), "accessToken"],
    [await here.mastodon({ ...right, server: "" }), "server"],
    [await here.mastodon({ ...right, server: "http://example.org" }), "server"],
    [
      await here.mastodon({ ...right, server: "https://127.0.0.1:9" }),
      "server",
    ],
    [await elsewhere.mastodon(right), "server"],
    [
      await here.bluesky({ server, identifier: "x", password: "y" }),
      "password",
    ],
    [
      await elsewhere.bluesky({ server, identifier: "x", password: "y" }),
      "server",
    ],
  ];
  for (const [signedIn, field] of table)
    assert.equal(fieldOf(signedIn), field, JSON.stringify(signedIn));
  const [, , , , , refused] = table;
  assert.match(JSON.stringify(refused), /cannot be reached: /);
});
