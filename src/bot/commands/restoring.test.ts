import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

test("what was removed comes back by its button, from the list, by name and by pattern", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, { slug: "di", owners: ["UBEN000001"] });
  await makeNamespace(office.store);
  for (const serviceName of ["Datastore", "Registry", "Portal"])
    await makeMonitor(office.store, { serviceName });
  await makeMonitor(office.store, { monitorName: "search" });
  assert.equal(
    await office.ask("/allswell restore"),
    "Nothing that is yours to change was removed within the last 7 days.",
  );
  const question = await office.type("/allswell remove datastore");
  const removed = await office.press(question, "service_remove");
  assert.match(words(removed), /\[Undo\]$/);
  const back = await office.press(removed, "restore");
  assert.equal(
    words(back),
    "iati/Datastore is back (2 monitors): the first look is on its way.\n[Details]",
  );
  const many = await office.press(
    await office.type("/allswell remove iati/*"),
    "many",
  );
  assert.match(
    words(many),
    /^3 services are removed \(4 monitors\)\. .* brings them back within 7 days\..*\[Undo\]$/s,
  );
  const list = await office.type("/allswell restore");
  assert.match(
    words(list),
    /^What was removed\n• \*iati\/Datastore\* \(2 monitors\), removed .*, until .*\n.*Portal.*\n.*Registry.*\n\[Bring back Datastore\] \[Bring back Portal\] \[Bring back Registry\]$/s,
  );
  assert.match(
    await office.ask("/allswell undo registry"),
    /^iati\/Registry is back/,
  );
  assert.match(
    await office.ask('/allswell restore portal as "The portal"'),
    /^iati\/The portal is back/,
  );
  assert.match(
    words(await office.press(list, "restore:0")),
    /^iati\/Datastore is back/,
  );
  assert.match(
    words(await office.press(many, "restore")),
    /^It was removed more than 7 days ago, or it is back already/,
  );
  await office.press(await office.type("/allswell remove iati/*"), "many");
  assert.match(
    await office.ask("/allswell restore *", { user: "ben" }),
    /^Only admins may change this/,
  );
  assert.equal(
    await office.ask("/allswell restore iati/*"),
    "3 services are back (4 monitors).",
  );
  assert.match(
    await office.ask("/allswell restore portal"),
    /^Nothing called "portal" was removed within the last 7 days\. `\/allswell restore` lists all there is\.$/,
  );
});
