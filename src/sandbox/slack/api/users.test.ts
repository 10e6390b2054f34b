import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  errorOf,
  serveSlack,
  type ServedSlack,
} from "../serve-slack-for-tests.ts";

let served: ServedSlack;
before(async () => {
  // A day in winter: London is at +0, New York at -5 h.
  served = await serveSlack({ now: () => Date.UTC(2026, 0, 15) });
});
after(() => served.stop());

test("a person with zone and rank", async () => {
  const { user: ada } = await served.web.users.info({ user: "UADA000001" });
  assert.equal(ada?.real_name, "Ada Okafor");
  assert.equal(ada?.is_admin, true);
  assert.equal(ada?.is_owner, true);
  assert.equal(ada?.tz, "Europe/London");
  assert.equal(ada?.tz_offset, 0);
  assert.equal(ada?.profile?.email, "ada@sandbox.example");
  const { user: ben } = await served.web.users.info({ user: "UBEN000001" });
  assert.equal(ben?.is_admin, false);
  assert.equal(ben?.tz_offset, -5 * 3600);
});

test("a guest, a stranger, the app, nobody", async () => {
  const info = async (user: string) =>
    (await served.web.users.info({ user })).user as Record<string, unknown>;
  assert.equal((await info("UGUS000001"))["is_restricted"], true);
  const sam = await info("WSAM000001");
  assert.equal(sam["is_stranger"], true);
  assert.notEqual(sam["team_id"], "TSANDBOX1");
  assert.equal((await info("UALLSWELL1"))["is_bot"], true);
  assert.equal(
    await errorOf(served.web.users.info({ user: "UNOBODY" })),
    "user_not_found",
  );
});

test("e-mail addresses need their scope", async () => {
  const look = () =>
    served.web.users.lookupByEmail({ email: "Ben@sandbox.example" });
  assert.equal((await look()).user?.id, "UBEN000001");
  assert.equal(
    await errorOf(served.web.users.lookupByEmail({ email: "x@y.example" })),
    "users_not_found",
  );
  const { scopes } = await served.client.settings();
  await served.client.set({
    scopes: scopes.filter((scope) => scope !== "users:read.email"),
  });
  assert.equal(await errorOf(look()), "missing_scope");
  const { user } = await served.web.users.info({ user: "UADA000001" });
  assert.equal(user?.profile?.email, undefined);
  await served.client.set({ scopes });
});

test("everybody, in pages", async () => {
  const first = await served.web.users.list({ limit: 4 });
  assert.equal(first.members?.length, 4);
  const cursor = first.response_metadata?.next_cursor ?? "";
  const rest = await served.web.users.list({ limit: 4, cursor });
  assert.deepEqual(
    rest.members?.map(({ name }) => name),
    ["sam", "allswell"],
  );
  assert.equal(rest.response_metadata?.next_cursor, "");
});

test("a reaction once", async () => {
  const { ts = "" } = await served.post({
    channel: "#ops",
    text: "m",
  });
  const react = (name: string) =>
    served.web.reactions.add({ channel: "COPS000001", timestamp: ts, name });
  await react("eyes");
  assert.equal(await errorOf(react("eyes")), "already_reacted");
  assert.equal(await errorOf(react("no such!")), "invalid_name");
  const message = (await served.client.messages("#ops")).at(-1);
  assert.deepEqual(message?.["reactions"], [
    { name: "eyes", users: ["UALLSWELL1"], count: 1 },
  ]);
});
