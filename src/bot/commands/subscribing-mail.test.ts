import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { lookAtMail } from "../../actions/doctor/mail.ts";
import { addressesOf } from "../../actions/mail/mail-outlets.ts";
import { rows } from "../../store/db.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

const mail = { host: "mail.example.org", from: "status@example.org" };

async function furnish(t: TestContext) {
  const office = await openOffice(t, { tools: { mail } });
  await makeNamespace(office.store, { channels: [] });
  const datastore = await makeMonitor(office.store);
  return { office, datastore };
}

/** To whom what was announced. */
async function told({ store }: Office): Promise<string[]> {
  const found = await rows<{ line: string }>(
    store.db,
    "SELECT o.label || ' ' || o.audience || ': ' || d.reason AS line FROM deliveries d JOIN outlets o ON o.id = d.outlet_id ORDER BY d.id",
  );
  return found.map(({ line }) => line);
}

test("lists of addresses hear of namespaces and services, as the team or as customers", async (t) => {
  const { office, datastore } = await furnish(t);
  assert.equal(
    await office.ask("/allswell subscribe mail ops@example.org to iati"),
    "o•••••@example.org hears of iati by mail from now on, as the team, with causes.",
  );
  assert.equal(
    await office.ask(
      "/allswell subscribe Ada@example.org|ben@example.org|ada@example.org iati/Datastore everything",
    ),
    "a•••••@example.org and b•••••@example.org hear of iati/Datastore by mail from now on, as the team, with causes, everything.",
  );
  assert.equal(
    await office.ask(
      "@allswell subscribe mail news@example.org to iati for customers",
    ),
    "n•••••@example.org hears of iati by mail from now on, as customers, in public words.",
  );
  assert.match(
    await office.ask("/allswell subscribe mail OPS@example.org iati"),
    /^o•••••@example\.org heard of iati by mail already|^O•••••@example\.org heard/,
  );
  await believe(office.store, datastore, "down");
  assert.deepEqual((await told(office)).sort(), [
    "O•••••@example.org team: down",
    "a•••••@example.org team: down",
    "b•••••@example.org team: down",
    "n•••••@example.org customers: down",
  ]);

  // Alone somebody who may sees them in full; in a channel nobody does.
  const list = await office.type("/allswell subscribe mail");
  assert.match(
    words(list),
    /\*OPS@example\.org\* hears of iati, as the team, with causes, problems/,
  );
  const open = await office.ask("@allswell subscribe mail");
  assert.doesNotMatch(open, /OPS@|ben@/);
  assert.match(open, /\*O•••••@example\.org\*/);
  const masked = await office.ask("/allswell subscribe mail", {
    user: "cleo",
    channel: "#iati-status",
  });
  assert.doesNotMatch(masked, /OPS@|ben@/);

  // Sealed in the database, found again by a keyed hash.
  const dump = await rows<{ id: number; row: string }>(
    office.store.db,
    "SELECT o.id, o::text || s::text || encode(s.sealed, 'escape') AS row FROM outlets o JOIN secrets s ON s.owner = 'outlet:' || o.id",
  );
  assert.equal(dump.length, 4);
  assert.doesNotMatch(JSON.stringify(dump), /ops@|ben@|news@/i);
  const opened = await addressesOf(
    contextOf(office.store),
    dump.map(({ id }) => id),
  );
  assert.deepEqual([...opened.values()].sort(), [
    "OPS@example.org",
    "ada@example.org",
    "ben@example.org",
    "news@example.org",
  ]);

  assert.match(
    words(await office.press(list, "mail_end:0", { block_id: "mail" })),
    /hears no more of iati by mail\.$/,
  );
  assert.equal(
    await office.ask("/allswell unsubscribe mail ben@example.org"),
    "b•••••@example.org hears no more of iati/Datastore by mail.",
  );
  assert.match(
    await office.ask("/allswell unsubscribe mail ben@example.org"),
    /^Nothing of that comes there/,
  );
  const audits = await office.audits();
  assert.equal(audits.length, 6);
  assert.doesNotMatch(JSON.stringify(audits), /@example/);
});

test("who may subscribe whom, and what is no address or no topic", async (t) => {
  const { office } = await furnish(t);
  const cleo = { user: "cleo", channel: "#iati-status" };
  assert.match(
    await office.ask("/allswell subscribe mail a@example.org iati", cleo),
    /^Only admins may change this/,
  );
  assert.match(
    await office.ask(
      "/allswell subscribe mail a@example.org iati for customers",
      cleo,
    ),
    /^Only admins may speak to customers/,
  );
  assert.match(
    await office.ask("/allswell subscribe mail me to iati", cleo),
    /^Your mail address is not known: .*contact/,
  );
  await office.type("/allswell contact", cleo);
  await office.submit({ mail: "cleo@example.org" }, { user: "cleo" });
  await office.slack.client.close({ user: "cleo" });
  assert.equal(
    await office.ask("/allswell subscribe mail me to iati", cleo),
    "c•••••@example.org hears of iati by mail from now on, as the team, with causes.",
  );
  assert.match(
    await office.ask("/allswell unsubscribe mail me from iati", cleo),
    /hears no more of iati by mail/,
  );

  const said: [string, RegExp][] = [
    ["subscribe mail ops@example.org", /^Say of what/],
    [
      "subscribe mail ops@example.org datastor",
      /^Nothing is called "datastor"/,
    ],
    ["subscribe mail ops@nowhere to iati", /is no mail address/],
    ["subscribe mail iati", /^Mail/],
    ["subscribe mail nothing", /^Say who is to hear/],
    ["unsubscribe mail nobody@example.org iati", /^Nothing of that comes/],
  ];
  for (const [typed, expected] of said)
    assert.match(await office.ask(`/allswell ${typed}`), expected, typed);
  const seen = await office.type(
    "/allswell subscribe mail a@example.org datastor",
  );
  assert.match(
    words(await office.press(seen, "choose:0")),
    /^a•••••@example\.org hears of iati\/Datastore/,
  );
  assert.match(
    await office.ask(
      "/allswell report subscribe daily at 07:30 iati mail ops@example.org|b@example.org",
    ),
    /^The daily report of IATI comes to o•••••@example\.org, b•••••@example\.org by itself/,
  );
  assert.match(
    await office.ask("/allswell report subscribe daily iati by mail", cleo),
    /^The daily report of IATI comes to cleo \(by mail\) by itself/,
  );
  assert.match(
    await office.ask(
      "/allswell report subscribe daily iati a@example.org",
      cleo,
    ),
    /^Only admins may change this/,
  );
  assert.match(
    await office.ask("/allswell report list"),
    /to o•••••@example\.org, next(?!.*cleo)/s,
    "what nobody would see otherwise, and of people only one's own",
  );
  const reports = await office.type("/allswell report list mail");
  assert.match(words(reports), /to o•••••@example\.org, next/);
  assert.match(
    words(await office.press(reports, "report_end:0", { block_id: "reports" })),
    /does not come to .* any more\.$/,
  );
  const ended = (typed: string) =>
    office.ask(`/allswell report unsubscribe daily iati mail ${typed}`);
  await office.ask("/allswell report subscribe daily iati mail c@example.org");
  assert.match(
    await ended("nobody@example.org"),
    /c•••••@example\.org, next/,
    "what there is",
  );
  assert.equal(
    await ended("c@example.org"),
    "The daily report of IATI does not come to c•••••@example.org any more.",
  );
  assert.doesNotMatch(
    await office.ask("/allswell report list mail"),
    /c•••••@/,
  );
  for (const text of hostileTexts.filter((_, n) => n % 8 === 0)) {
    const answer = await office.ask(
      `/allswell subscribe mail x@example.org ${text}`,
    );
    assert.ok(answer.length > 0);
  }

  // Through the server that is watched no alarm of it arrives.
  const own = await office.ask(
    '/allswell add smtp mail.example.org:587 in iati name "Mail server"',
  );
  assert.match(own, /Mind: allswell's own mails go through mail\.example\.org/);
  const other = await office.ask(
    '/allswell add smtp other.example.org in iati name "Another"',
  );
  assert.doesNotMatch(other, /Mind:/);
  const found = await lookAtMail(office.store.db, mail.host);
  assert.equal(found[0]?.isFine, false);
  assert.match(
    found[0]?.text ?? "",
    /^iati\/Mail server\/.* looks at the server that mails go through/,
  );
  assert.partialDeepStrictEqual(
    await lookAtMail(office.store.db, "relay.example.org"),
    [{ isFine: true }],
  );
});
