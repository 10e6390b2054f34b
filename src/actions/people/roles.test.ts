import assert from "node:assert/strict";
import { test } from "node:test";
import { testStore } from "../../testing/database.ts";
import { contextOf, granted } from "../../testing/factory.ts";
import type { Actor } from "../context.ts";
import { giveRole, showRoles, takeRoles, withGrants } from "./roles.ts";

const member = (id: string): Actor => ({ id, name: id, role: "member" });
const subject = (id: string) => ({ kind: "user" as const, id, label: id });

test("two admins who remove each other at the same time do not both succeed", async (t) => {
  const store = await testStore(t);
  for (let round = 0; round < 5; round++) {
    for (const id of ["UANN", "UBOB"])
      granted(await giveRole(contextOf(store), subject(id), "admin", null));
    const none = async () => [];
    const ann = await withGrants(store, member("UANN"), none);
    const bob = await withGrants(store, member("UBOB"), none);
    const answers = await Promise.all([
      takeRoles(contextOf(store, { actor: ann }), subject("UBOB"), null),
      takeRoles(contextOf(store, { actor: bob }), subject("UANN"), null),
    ]);
    assert.equal(answers.filter(({ ok }) => ok).length, 1);
    assert.equal((await showRoles(contextOf(store))).lines.length, 1);
  }
});

test("a role in a group is that of its members, and a guest's roles are none", async (t) => {
  const store = await testStore(t);
  const group = { kind: "group" as const, id: "SOPS", label: "@ops" };
  granted(await giveRole(contextOf(store), group, "editor", null));
  const asked: string[][] = [];
  const grantsOf = async (actor: Actor, groups: string[]) =>
    (
      await withGrants(store, actor, async (ids) => {
        asked.push([...ids]);
        return groups;
      })
    ).grants;
  assert.deepEqual(await grantsOf(member("UANN"), ["SOPS"]), [
    { role: "editor", namespaceId: null },
  ]);
  assert.deepEqual(await grantsOf(member("UANN"), []), []);
  assert.equal(
    await grantsOf({ ...member("UGUS"), role: "guest" }, ["SOPS"]),
    undefined,
  );
  assert.deepEqual(asked, [["SOPS"], ["SOPS"]]);
});
