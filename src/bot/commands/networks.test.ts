import assert from "node:assert/strict";
import { test } from "node:test";
import { makeNamespace } from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

test("accounts of Mastodon and Bluesky are connected by a form, asked after and disconnected", async (t) => {
  const entered: Record<string, string>[] = [];
  const signIn = (handle: string) => async (values: Record<string, string>) => {
    entered.push(values);
    return entered.length % 2 === 1
      ? ({ ok: false, field: "server", text: "Not there." } as const)
      : ({
          ok: true,
          id: handle,
          handle,
          tokens: { secret: "very secret" },
        } as const);
  };
  const networks = {
    mastodon: signIn("status@mastodon.example"),
    bluesky: signIn("status.bsky.example"),
  };
  const office = await openOffice(t, { tools: { networks } });
  await makeNamespace(office.store);
  const fields = {
    mastodon: { server: "https://mastodon.example", accessToken: "t" },
    bluesky: { identifier: "status.bsky.example", password: "p" },
  };
  for (const network of ["mastodon", "bluesky"] as const) {
    assert.match(
      await office.ask(`/allswell ${network} connect iati`, { user: "ben" }),
      /Only admins may/,
    );
    await office.type(`/allswell ${network} connect iati`);
    const wrong = await office.submit(fields[network]);
    assert.deepEqual(wrong.errors, { server: "Not there." });
    const connected = await office.submit(fields[network]);
    assert.match(words(connected), /^@status.* speaks for iati on /);
    await office.slack.client.close({ user: "ada" });
    const status = await office.ask(`/allswell ${network} status iati`);
    assert.match(status, /@status.* speaks for IATI on /);
    assert.doesNotMatch(status, /very secret/);
    const asked = await office.type(`/allswell ${network} disconnect iati`);
    await office.press(asked, "account_disconnect");
    assert.match(
      await office.ask(`/allswell ${network} status iati`),
      /No account speaks for IATI/,
    );
  }
  const mention = await office.type("@allswell bluesky connect iati");
  const { modal } = await office.press(mention, "network_connect");
  assert.equal(modal?.["callback_id"], "connect_network");
});
