import assert from "node:assert/strict";
import { test } from "node:test";
import { believe, makeMonitor, makeNamespace } from "../testing/factory.ts";
import { type Office, openOffice, words } from "../testing/office.ts";

/** Ben owns IATI, nobody DI; each has a service that is down. */
async function furnish({ store }: Office) {
  await makeNamespace(store, { owners: ["UBEN000001"] });
  await makeNamespace(store, { slug: "di" });
  for (const namespaceSlug of ["iati", "di"])
    await believe(
      store,
      await makeMonitor(store, {
        namespaceSlug,
        serviceName: `${namespaceSlug} site`,
      }),
      "down",
    );
}

const onlyAdmins = "Only admins may change this: ask one of them.";
const onlyOwners =
  "Only admins and the owners of IATI may change this: ask one of them.";
const guest = "Guests can look at everything here, but not act on it.";

const changes = [
  ["pause iati site", "iati"],
  ["resume iati site", "iati"],
  ["remove iati site", "iati"],
  ["add https://a.example in iati", "iati"],
  ["pause di site 2h", "di"],
  ["remove di site", "di"],
  ["add https://a.example in di", "di"],
  ["namespace add x", "all"],
  ["namespace add", "all"],
] as const;

test("members change nothing and are told whom to ask; everybody reads", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  for (const user of ["cleo", "gus"]) {
    const act = { user, channel: "#iati-status" };
    for (const [typed, where] of changes)
      assert.equal(
        await office.ask(`/allswell ${typed}`, act),
        where === "iati" ? onlyOwners : onlyAdmins,
        `${user}: ${typed}`,
      );
    assert.match(
      await office.ask("/allswell add", act),
      /^Only admins and the owners of IATI may/,
    );
    for (const typed of [
      "",
      "iati site",
      "list iati",
      "incidents",
      "deliveries",
      "namespace",
      "help",
      "pause",
    ])
      assert.doesNotMatch(
        await office.ask(`/allswell ${typed}`, act),
        /may change|fault|Guests/,
        `${user}: ${typed}`,
      );
  }
  assert.deepEqual(await office.audits(), []);
});

test("members acknowledge and look; guests and strangers do not", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  for (const user of ["gus", "sam"])
    for (const typed of ["ack 1", "check iati site"])
      assert.equal(
        await office.ask(`@allswell ${typed}`, {
          user,
          channel: "#iati-status",
        }),
        guest,
        `${user}: ${typed}`,
      );
  const board = await office.type("@allswell board", {
    channel: "#iati-status",
  });
  for (const action of ["service_check", "incident_ack"])
    assert.equal(
      words(
        await office.press(board, action, {
          user: "gus",
          block_id: "trouble_1",
        }),
      ),
      guest,
    );
  const act = { user: "cleo", channel: "#iati-status" };
  assert.match(
    await office.ask("/allswell check iati site", act),
    /^:large_green_circle: \*front page\* up/,
  );
  assert.match(
    await office.ask("/allswell ack 1", act),
    /^Incident 1 \(iati site\) is yours/,
  );
  assert.deepEqual(await office.audits(), [
    { actor: "UCLEO00001", verb: "ack", target: "incident 1" },
  ]);
});

test("an owner changes what is in the namespace, and nothing else", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const act = { user: "ben" };
  assert.match(
    await office.ask("/allswell add https://a.example", act),
    /^Added: IATI /,
    "the own namespace need not be said",
  );
  assert.match(await office.ask("/allswell pause iati site", act), /is paused/);
  assert.equal(await office.ask("/allswell pause di site", act), onlyAdmins);
  assert.equal(await office.ask("/allswell namespace add x", act), onlyAdmins);
  const question = await office.type("/allswell remove iati site", act);
  assert.match(
    words(await office.press(question, "service_remove", { user: "ben" })),
    /is removed/,
  );
  const di = await office.type("@allswell di site");
  assert.equal(
    words(
      await office.press(di, "service_remove", { user: "ben", confirm: true }),
    ),
    onlyAdmins,
  );
  assert.deepEqual(
    (await office.audits()).map(({ actor, verb }) => `${actor} ${verb}`),
    ["UBEN000001 add", "UBEN000001 pause", "UBEN000001 remove"],
  );
});

test("of whom Slack tells nothing may read, and changes nothing", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  office.breakSlack("users.info", {
    kind: "error",
    error: "user_not_found",
    times: 3,
  });
  assert.match(await office.ask("/allswell iati site"), /^iati site\n/);
  const unknown =
    "It cannot be seen at the moment who you are, so nothing was changed: try again in a minute.";
  assert.equal(await office.ask("/allswell pause iati site"), unknown);
  assert.equal(await office.ask("/allswell ack 1"), unknown);
  assert.match(
    await office.ask("/allswell pause iati site"),
    /is paused/,
    "Slack answers again",
  );
});
