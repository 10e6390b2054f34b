import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  errorOf,
  serveSlack,
  type ServedSlack,
} from "../serve-slack-for-tests.ts";

let served: ServedSlack;
before(async () => {
  served = await serveSlack();
});
after(() => served.stop());

test("groups, and who is in them; disabled ones only where they are asked for", async () => {
  const { usergroups } = await served.web.usergroups.list();
  assert.deepEqual(
    usergroups?.map(({ id, handle, users }) => ({ id, handle, users })),
    [{ id: "SOPS000001", handle: "ops-team", users: undefined }],
  );
  const all = await served.web.usergroups.list({
    include_disabled: true,
    include_users: true,
    include_count: true,
  });
  assert.deepEqual(
    all.usergroups?.map(({ handle, users, user_count }) => [
      handle,
      users?.length,
      user_count,
    ]),
    [
      ["ops-team", 2, "2"],
      ["old-team", 1, "1"],
    ],
  );
  const { users } = await served.web.usergroups.users.list({
    usergroup: "SOPS000001",
  });
  assert.deepEqual(users, ["UBEN000001", "UCLEO00001"]);
  assert.equal(
    await errorOf(served.web.usergroups.users.list({ usergroup: "SNONE" })),
    "no_such_subteam",
  );
  const old = await served.web.usergroups.users.list({
    usergroup: "SOLD000001",
  });
  assert.deepEqual(old.users, []);
});

test("both need their scope", async () => {
  const { scopes } = await served.client.settings();
  await served.client.set({
    scopes: scopes.filter((scope) => scope !== "usergroups:read"),
  });
  assert.equal(await errorOf(served.web.usergroups.list()), "missing_scope");
  assert.equal(
    await errorOf(
      served.web.usergroups.users.list({ usergroup: "SOPS000001" }),
    ),
    "missing_scope",
  );
  await served.client.set({ scopes });
});
