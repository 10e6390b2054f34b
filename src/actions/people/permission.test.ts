import assert from "node:assert/strict";
import { test } from "node:test";
import type { Grant } from "../../domain/roles.ts";
import type { Actor, Context } from "../context.ts";
import {
  mayNotAct,
  mayNotAdminister,
  mayNotAnnounce,
  mayNotAudit,
  mayNotChange,
} from "./permission.ts";

const iati = { id: 1, name: "IATI", owners: ["UOWNER"] };
const di = { namespaceId: 2, namespaceName: "DI", owners: [] };

function actor(
  id: string,
  role: Actor["role"],
  ...grants: [Grant["role"], number | null][]
): Actor {
  return {
    id,
    name: id,
    role,
    grants: grants.map(([given, namespaceId]) => ({
      role: given,
      namespaceId,
    })),
  };
}

/** What somebody may: a letter for act, change, speak, administer and audit, in IATI, in DI and everywhere. */
function rightsOf(who: Actor): string {
  const context = { actor: who } as Context;
  const places = [iati, di, null].map((place) =>
    [
      mayNotChange(context, place) === undefined ? "c" : "",
      mayNotAnnounce(context, place) === undefined ? "s" : "",
      mayNotAdminister(context, place) === undefined ? "a" : "",
    ].join(""),
  );
  const general = [
    mayNotAct(context) === undefined ? "x" : "",
    mayNotAudit(context) === undefined ? "l" : "",
  ].join("");
  return [general, ...places].join("|");
}

test("who may what, where", () => {
  const table: [Actor, string][] = [
    [actor("UADMIN", "admin"), "xl|csa|csa|csa"],
    [actor("UMEMBER", "member"), "xl|||"],
    [actor("UOWNER", "member"), "xl|cs||"],
    [actor("U", "member", ["viewer", null]), "xl|||"],
    [actor("U", "member", ["editor", null]), "xl|c|c|c"],
    [actor("U", "member", ["editor", 2]), "xl||c|"],
    [actor("U", "member", ["announcer", 1]), "xl|cs||"],
    [actor("U", "member", ["announcer", null]), "xl|cs|cs|cs"],
    [actor("U", "member", ["admin", 2]), "xl||csa|"],
    [actor("U", "member", ["admin", null]), "xl|csa|csa|csa"],
    [actor("UOWNER", "member", ["viewer", 1], ["editor", 2]), "xl|cs|c|"],
    [actor("UOWNER", "guest", ["admin", null]), "|||"],
    [actor("UOWNER", "unknown", ["admin", null]), "|||"],
  ];
  for (const [who, rights] of table)
    assert.equal(rightsOf(who), rights, JSON.stringify(who));
});

test("a refusal says whom to ask", () => {
  const context = { actor: actor("U", "member") } as Context;
  assert.equal(
    mayNotChange(context, iati)?.text,
    "Only admins and the owners of IATI may change this: ask one of them.",
  );
  assert.equal(
    mayNotAnnounce(context, di)?.text,
    "Only admins may speak to customers: ask one of them.",
  );
  assert.equal(
    mayNotAdminister(context, iati)?.text,
    "Only admins may change this: ask one of them.",
  );
});
