import assert from "node:assert/strict";
import { test } from "node:test";
import { scopes } from "../manifest.ts";
import {
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

const onlyAdmins = "Only admins may change this: ask one of them.";

/** IATI, which ben owns, and DI; each has a site. */
async function furnish({ store }: Office) {
  await makeNamespace(store, { owners: ["UBEN000001"] });
  await makeNamespace(store, { slug: "di" });
  for (const namespaceSlug of ["iati", "di"])
    await makeMonitor(store, {
      namespaceSlug,
      serviceName: `${namespaceSlug} site`,
    });
}

async function allow({ slack }: Office, ...more: string[]) {
  await slack.client.set({ scopes: [...Object.keys(scopes), ...more] });
}

const cleo = { user: "cleo", channel: "#iati-status" };
const ben = { user: "ben" };

test("an editor of a namespace changes what is in it, of nothing else", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  assert.match(
    await office.ask("/allswell pause di site", cleo),
    /^Only admins may/,
  );
  assert.equal(
    await office.ask("/allswell people add @cleo editor in di"),
    "cleo is editor in di now: may add, edit, pause and plan maintenance.",
  );
  assert.match(await office.ask("/allswell pause di site", cleo), /is paused/);
  assert.match(
    await office.ask("/allswell pause iati site", cleo),
    /^Only admins and the owners of IATI may/,
  );
  assert.equal(await office.ask("/allswell namespace add x", cleo), onlyAdmins);
  assert.equal(
    await office.ask("/allswell people add @ben admin in di", cleo),
    onlyAdmins,
  );
  assert.equal(
    await office.ask("/allswell people remove @cleo in di"),
    "cleo is no more editor in di.",
  );
  assert.match(
    await office.ask("/allswell resume di site", cleo),
    /^Only admins may/,
    "at once",
  );
  assert.deepEqual(
    (await office.audits())
      .filter(({ verb }) => verb.startsWith("people"))
      .map(({ actor, verb, target }) => `${actor} ${verb} ${target}`),
    ["UADA000001 people add cleo", "UADA000001 people remove cleo"],
  );
});

test("what accounts say to customers is for announcers: an editor changes neither the accounts nor their posts", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  await makeAccount(office.store, "di");
  await office.ask("/allswell people add @cleo editor in di");
  for (const typed of [
    "posts di approval off",
    "posts edit di",
    "mastodon connect di",
    "twitter disconnect di",
  ])
    assert.equal(
      await office.ask(`/allswell ${typed}`, cleo),
      "Only admins may speak to customers: ask one of them.",
      typed,
    );

  await office.ask("/allswell people add @cleo announcer in di");
  assert.match(
    await office.ask("/allswell posts di approval 10m", cleo),
    /approval none → 10m/,
  );
  assert.match(
    await office.ask("/allswell twitter disconnect di", cleo),
    /^Shall @di_status speak for DI no more/,
  );
});

test("a user group gives its role to its members; without the scope it says why, and gives none", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  office.breakSlack("usergroups.list", {
    kind: "error",
    error: "missing_scope",
    times: 1,
  });
  assert.match(
    await office.ask("/allswell people add @ops-team admin"),
    /^Slack does not show allswell the user groups: .* usergroups:read/,
  );
  await allow(office, "usergroups:read");
  assert.equal(
    await office.ask("/allswell people add @ops-team admin"),
    "@ops-team is admin everywhere now: may do everything.",
  );
  assert.match(await office.ask("/allswell pause di site", cleo), /is paused/);
  assert.match(
    await office.ask("/allswell people add @cleo viewer in di", cleo),
    /^cleo is viewer in di now: looks, acknowledges/,
  );
  assert.match(
    await office.ask("/allswell pause di site", {
      user: "gus",
      channel: "#iati-status",
    }),
    /^Only admins may/,
  );
});

test("where Slack does not tell who is in a group, nobody is", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  await allow(office, "usergroups:read");
  await office.ask("/allswell people add @ops-team editor");
  office.breakSlack("usergroups.users.list", { kind: "500", times: 1 });
  assert.match(
    await office.ask("/allswell pause di site", cleo),
    /^Only admins may/,
  );
});

test("the list shows who may what, its buttons take a role, and its form gives one", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  await allow(office, "usergroups:read");
  await office.ask("/allswell people add @cleo announcer in iati");
  await office.ask("/allswell people add @ops-team editor");
  const list = await office.type("/allswell people");
  assert.equal(
    words(list),
    [
      "Who may what",
      "• *Admins and owners of this workspace*: admin everywhere",
      "• *@ops-team* (user group): editor everywhere",
      "• *cleo*: announcer in iati",
      "• *ben*: owner of iati, may do all but say who may what",
      "• *All other members*: look, acknowledge, recheck",
      "• *Guests and people of other workspaces*: look (`/allswell people guests nothing` shuts them out)",
      "Roles: viewer (look, acknowledge, recheck), editor (+ add, edit, pause, maintenance), announcer (+ speak to customers), admin (everything). `/allswell people add @ada editor in iati`",
      "[Give a role …] [Take from @ops-team: editor everywhere] [Take from cleo: announcer in iati]",
    ].join("\n"),
  );
  assert.doesNotMatch(
    await office.ask("/allswell people", cleo),
    /\[|di\b/,
    "no buttons for whoever may not",
  );
  assert.match(
    await office.ask("/allswell people di"),
    /^Who may what in DI\n.*\n• \*@ops-team\*.*\n• \*All other/,
  );
  assert.equal(
    words(await office.press(list, "role_take:1", { confirm: true })),
    "cleo is no more announcer in iati.",
  );
  assert.equal(
    words(await office.press(list, "role_take:1", { confirm: true })),
    "This was taken away already.",
  );
  await office.press(list, "role_form");
  const both = await office.submit({
    user: "UBEN000001",
    group: "SOPS000001",
    role: "admin",
    place: "di",
  });
  assert.match(JSON.stringify(both.errors), /one of the two/);
  const done = await office.submit({
    user: "UCLEO00001",
    group: null,
    role: "admin",
    place: "di",
  });
  assert.equal(words(done), "cleo is admin in di now: may do everything.");
  assert.match(
    await office.ask("/allswell people add @ben editor in di", cleo),
    /^ben is editor in di/,
    "an admin of di says who may what in di",
  );
  assert.equal(
    await office.ask("/allswell people add @ben editor", cleo),
    onlyAdmins,
  );
});

test("what is typed wrongly is told kindly", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  for (const [typed, answer] of [
    ["people add", /^Give a role|Person/],
    ["people add @cleo", /^Say what role: viewer, editor, announcer and admin/],
    ["people add editor in iati", /^Name a person or a user group with an @/],
    ["people add @nobody editor", /^Slack does not say who "@nobody" is/],
    ["people add @cleo editor in nowhere", /^There is no namespace "nowhere"/],
    ["people add @gus editor", /^gus is a guest/],
    ["people add @allswell admin", /^allswell is a guest, a robot or/],
    ["people remove @cleo", /^cleo was given nothing that could be taken/],
    ["people nowhere", /^There is no namespace "nowhere"/],
    ["people @cleo", /^What is cleo to be\?/],
    ["people guests perhaps", /^There are/],
  ] as const) {
    assert.match(await office.ask(`/allswell ${typed}`), answer, typed);
    await office.slack.client.close({ user: "ada" }).catch(() => "no form");
  }
});

test("nobody can lock everybody out", async (t) => {
  // Whom the configuration names has left: cleo is admin by a role alone.
  const office = await openOffice(t, { admins: ["UADA000001"] });
  await furnish(office);
  await office.ask("/allswell people add @cleo admin");
  const last = /^Then nobody would be admin any more\./;
  assert.match(await office.ask("/allswell people remove @cleo", cleo), last);
  assert.match(
    await office.ask("/allswell people add @cleo editor", cleo),
    last,
  );
  await office.ask("/allswell people add @ben admin", cleo);
  assert.equal(
    await office.ask("/allswell people remove @cleo", cleo),
    "cleo is no more admin everywhere.",
  );
  assert.match(await office.ask("/allswell people remove @ben", ben), last);
  assert.equal(
    await office.ask("/allswell people remove @ben in iati", ben),
    "ben is no more owner of iati.",
  );
  assert.equal(
    await office.ask("/allswell people remove @ben"),
    "ben is no more admin everywhere.",
    "whom the configuration names stays admin",
  );
});

test("guests look, until they are shut out", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const gus = { user: "gus", channel: "#iati-status" };
  const board = await office.type("/allswell", gus);
  assert.match(words(board), /iati site/);
  assert.equal(
    await office.ask("/allswell people guests nothing", cleo),
    onlyAdmins,
  );
  assert.match(
    await office.ask("/allswell people guests nothing"),
    /get no answer/,
  );
  const closed =
    "allswell is for the members of this workspace; guests are not let in.";
  for (const user of ["gus", "sam"])
    for (const typed of ["/allswell", "/allswell help", "@allswell iati site"])
      assert.equal(await office.ask(typed, { ...gus, user }), closed);
  assert.equal(
    words(await office.press(board, "board_refresh", { user: "gus" })),
    closed,
  );
  assert.match(
    await office.ask("/allswell people"),
    /nothing at all \(`\/allswell people guests read` lets them look\)/,
  );
  office.breakSlack("users.info", { kind: "500", times: 1 });
  assert.match(
    await office.ask("/allswell", { user: "ben" }),
    /iati site|closed/,
    "a member who is remembered",
  );
  await office.ask("/allswell people guests read");
  assert.match(await office.ask("/allswell", gus), /iati site/);
});
