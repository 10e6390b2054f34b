import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { tidySessions } from "../../actions/people/sessions.ts";
import { MINUTE, HOUR } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { type Jar, openReception } from "../../testing/signing-in.ts";
import { cookiesFor } from "./cookies.ts";
import { ownPath } from "./ticket.ts";

/** What a page or a program asks for by itself. */
const parts = [
  "/embed",
  "/feed.atom",
  "/calendar.ics",
  "/badge.svg",
  "/api/v1/status",
  "/s/datastore/response-times/24h.svg",
  "/sw.js",
];

/** A service that customers see and is down, and one that they do not see. */
async function furnished(t: TestContext) {
  const reception = await openReception(t);
  const { store, clock, renew } = reception;
  await makeNamespace(store);
  const down = await makeMonitor(store);
  const hidden = await makeMonitor(store, {
    serviceName: "Ledger",
    public: false,
  });
  await believe(store, down, "down", {
    at: clock.now(),
    reason: "refused by db7.internal",
  });
  await believe(store, hidden, "up", { at: clock.now() });
  clock.move(MINUTE);
  await renew();
  const signed = (jar: Jar): Promise<boolean> =>
    jar.read("/").then((text) => text.includes("Signed in as"));
  const sessions = (): Promise<{ id: number }[]> =>
    rows(store.db, "SELECT id FROM web_sessions");
  const audits = (): Promise<{ actor: string; verb: string }[]> =>
    rows(store.db, "SELECT actor, verb FROM audits ORDER BY id");
  return { ...reception, down, hidden, signed, sessions, audits };
}

test("who may sign in, and what is wrong with an answer that is not for us", async (t) => {
  const { slack, jar, begin, agree, signed, sessions, store, clock } =
    await furnished(t);

  for (const [who, status, words] of [
    ["ada", 303, ""],
    ["ben", 303, ""],
    ["gus", 403, "Guests see what everybody sees"],
    ["sam", 403, "another Slack workspace"],
    ["", 403, "You did not let Slack tell us"],
  ] as const) {
    const browser = jar();
    const back = await agree(await begin(browser, "/s/datastore"), who);
    const answer = await browser.ask(back);
    assert.equal(answer.status, status, who);
    assert.match(await answer.text(), new RegExp(words), who);
    assert.equal(await signed(browser), status === 303, who);
    if (status === 303)
      assert.equal(answer.headers.get("location"), "/s/datastore");
  }
  assert.equal((await sessions()).length, 2);
  const kept = JSON.stringify(
    await rows(store.db, "SELECT * FROM web_sessions"),
  );

  const forged: Record<string, (asked: URL, back: URL) => void> = {
    "wrong state": (_, back) => back.searchParams.set("state", "other"),
    "no state": (_, back) => back.searchParams.delete("state"),
    "no code": (_, back) => back.searchParams.delete("code"),
    "wrong code": (_, back) => back.searchParams.set("code", "1.2"),
    "wrong nonce": (asked) => asked.searchParams.set("nonce", "other"),
    "no nonce": (asked) => asked.searchParams.delete("nonce"),
  };
  for (const [what, forge] of Object.entries(forged)) {
    const browser = jar();
    const asked = await begin(browser);
    forge(asked, new URL("http://nowhere"));
    const back = new URL(await agree(asked, "ada"));
    forge(asked, back);
    const answer = await browser.ask(back.href);
    assert.equal(answer.status, 403, what);
    assert.match(await answer.text(), /did not confirm/, what);
    assert.equal(await signed(browser), false, what);
  }

  const victim = jar();
  await begin(victim);
  const attackers = jar();
  const planted = await agree(await begin(attackers), "ben");
  assert.equal(
    (await victim.ask(planted)).status,
    403,
    "somebody else's answer",
  );
  assert.equal((await jar().ask(planted)).status, 400, "begun in no browser");
  assert.equal((await attackers.ask(planted)).status, 303);
  assert.equal((await attackers.ask(planted)).status, 400, "once more");

  const replayer = jar();
  const once = await agree(await begin(replayer), "ada");
  const ticket = new Map(replayer.cookies);
  assert.equal((await replayer.ask(once)).status, 303);
  for (const [name, value] of ticket) replayer.cookies.set(name, value);
  assert.equal((await replayer.ask(once)).status, 403, "a code is used once");

  const late = jar();
  const slow = await agree(await begin(late), "ada");
  clock.move(11 * MINUTE);
  assert.equal((await late.ask(slow)).status, 400, "after ten minutes");

  await slack.client.set({ clientSecret: "another one" });
  const wrong = jar();
  const refused = await agree(await begin(wrong), "ada");
  assert.equal((await wrong.ask(refused)).status, 403, "another secret");
  await slack.client.set({ clientSecret: "sandbox-client-secret" });

  slack.faults.add({ on: "slack users.info", kind: "500", times: 1 });
  const unseen = jar();
  const asked = await begin(unseen);
  clock.move(6 * MINUTE); // what was known of people is too old
  const told = await agree(asked, "cleo");
  assert.equal((await unseen.ask(told)).status, 503, "Slack does not tell");

  for (const token of ["web_", ...new Map(ticket).values()])
    assert.equal(
      kept.includes(token),
      false,
      "what a browser holds is not kept",
    );
});

test("a session ends: by signing out, by itself, with its person, and everywhere", async (t) => {
  const {
    slack,
    store,
    enter,
    deactivate,
    signed,
    sessions,
    clock,
    jar,
    audits,
  } = await furnished(t);

  const one = await enter("ben");
  const other = await enter("ben");
  const theirs = await enter("ada");
  const token = await one.formToken("/");
  assert.equal((await one.post("/sign-out", { token: "wrong" })).status, 403);
  assert.equal((await one.ask("/sign-out")).status, 404, "a GET does nothing");
  assert.equal(await signed(one), true);
  const stolen = new Map(one.cookies);
  assert.equal((await one.post("/sign-out", { token })).status, 303);
  assert.equal(await signed(one), false);
  assert.equal(one.cookies.size, 0);
  for (const [name, value] of stolen) one.cookies.set(name, value);
  assert.equal(await signed(one), false, "a copy of the cookie opens nothing");
  const third = await enter("ben");
  const everywhere = { token: await third.formToken("/"), everywhere: "yes" };
  await third.post("/sign-out", everywhere);
  assert.deepEqual(
    [await signed(other), await signed(third), await signed(theirs)],
    [false, false, true],
  );
  assert.equal((await jar().post("/sign-out", {})).status, 303);

  const throughWorker = { headers: { "sec-fetch-dest": "empty" } };
  for (let minutes = 0; minutes < 70; minutes += 10) {
    clock.move(10 * MINUTE);
    const text = await (await theirs.ask("/", throughWorker)).text();
    assert.match(text, /Signed in as/);
  }
  for (let minutes = 0; minutes < 60; minutes += 10) {
    clock.move(10 * MINUTE);
    await theirs.ask("/", { headers: { "allswell-renew": "1" } });
    for (const path of parts) await theirs.ask(path);
  }
  assert.equal(
    await signed(theirs),
    false,
    "a page that renews itself is nobody",
  );

  const long = await enter("ada");
  for (let hours = 0; hours < 7.5; hours += 0.5) {
    clock.move(0.5 * HOUR);
    assert.equal(await signed(long), true, `after ${hours} h`);
  }
  clock.move(0.5 * HOUR);
  assert.equal(await signed(long), false, "after eight hours");

  const known = await enter("ben");
  assert.equal(await signed(known), true);
  slack.faults.add({ on: "slack users.info", kind: "500", times: 3 });
  clock.move(6 * MINUTE);
  assert.equal(
    await signed(known),
    true,
    "while Slack does not tell who he is",
  );
  const wish = { token: await known.formToken("/"), act: "acknowledge" };
  const unseen = await known.post("/incidents/1", wish);
  assert.equal(unseen.status, 503, "but he changes nothing");
  assert.match(await unseen.text(), /cannot be seen at the moment who you are/);

  const leaving = await enter("cleo");
  deactivate("cleo");
  assert.equal(await signed(leaving), true, "Slack's word is kept for minutes");
  clock.move(6 * MINUTE);
  assert.equal(await signed(leaving), false, "deactivated");
  const ofSigning = (await audits()).map(
    ({ actor, verb }) => `${actor} ${verb}`,
  );
  assert.deepEqual(
    ofSigning.filter((line) => line.includes(" sign ")),
    [
      "UBEN000001 sign in",
      "UBEN000001 sign in",
      "UADA000001 sign in",
      "UBEN000001 sign out",
      "UBEN000001 sign in",
      "UBEN000001 sign out",
      "UADA000001 sign in",
      "UBEN000001 sign in",
      "UCLEO00001 sign in",
    ],
  );
  assert.equal((await sessions()).length, 3, "until they are tidied up");
  await tidySessions(contextOf(store, { now: clock.now() }));
  assert.equal((await sessions()).length, 1, "ben's is not over yet");
});

test("cookies are for us alone, and only pages of ours are come back to", () => {
  const written: string[] = [];
  const response = {
    append: (_name: string, value: string) => written.push(value),
  };
  const cookies = cookiesFor("https://status.example.org");
  cookies.write(response as never, "allswell", "abc", HOUR);
  assert.deepEqual(written, [
    "__Host-allswell=abc; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure",
  ]);
  const cookie = "a=1; allswell=no; __Host-allswell=yes; b=2";
  assert.equal(cookies.read({ headers: { cookie } }, "allswell"), "yes");
  for (const foreign of [
    "//evil.example/x",
    "/\\evil.example",
    "/\t/evil.example",
    "/.//evil.example/x",
    "/..//evil.example/x",
    "/a/..//evil.example/x",
    "/.\\/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "s/datastore",
    "",
    undefined,
    ["/a", "/b"],
    `/${"x".repeat(400)}`,
  ])
    assert.equal(ownPath(foreign), "/", String(foreign));
  assert.equal(ownPath("/s/a%20b?span=7d"), "/s/a%20b?span=7d");
  for (const text of hostileTexts)
    assert.match(ownPath(`/${text}`), /^\/(?![/\\])/);
});
