import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../store/db.ts";
import { makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

const url = "https://datastore.example.org/";
const added =
  "Added: IATI / Datastore / datastore.example.org, looked at every 1 min, down after 3 failures 10 s apart. The first look is on its way.";

async function monitors({ store }: Office): Promise<number> {
  return (await rows(store.db, "SELECT 1 FROM monitors")).length;
}

test("a form with errors keeps what was typed; the mended one is done, once", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await office.type("/allswell add");
  const wrong = await office.submit({
    setting_url: "datastore.example.org",
    everyMs: "often",
    serviceName: "Datastore",
    setting_contains: "x",
  });
  assert.deepEqual(wrong.errors, {
    setting_url:
      "URL must begin with http:// or https://, for example https://datastore.example.org/.",
    everyMs:
      '"often" is not a duration: write it with its unit, as in "30s" or "5m".',
  });
  const empty = await office.submit({ setting_url: null });
  assert.ok(empty.errors?.["setting_url"], "Slack's own client asks for it");
  const done = await office.submit({ setting_url: url, everyMs: "1m" });
  assert.equal(words(done), added);
  assert.equal(await monitors(office), 1);
  await office.slack.client.close({ user: "ada" });
  await office.type("/allswell add http");
  const taken = await office.submit({
    setting_url: url,
    serviceName: "datastore",
  });
  assert.match(
    taken.errors?.["monitorName"] ?? "",
    /has a monitor called "datastore\.example\.org" already/,
  );
});

test("more settings: the form grows and keeps what was typed", async (t) => {
  const office = await openOffice(t);
  for (const slug of ["di", "iati"])
    await makeNamespace(office.store, { slug });
  await office.type("/allswell add");
  const more = await office.slack.client.press({
    user: "ada",
    action_id: "add_more",
    values: { setting_url: url, serviceName: "Datastore" },
  });
  assert.match(words(more), /\nTimeout: ____\n/);
  const values = {
    namespaceSlug: "iati",
    timeoutMs: "3h",
    confirmFailures: "2.5",
    schedule: "* * * *",
    setting_headers: "no colon",
  };
  const wrong = await office.submit(values);
  assert.deepEqual(Object.keys(wrong.errors ?? {}).toSorted(), [
    "confirmFailures",
    "setting_headers",
    "timeoutMs",
  ]);
  const late = await office.submit({
    timeoutMs: "3s",
    confirmFailures: "2",
    setting_headers: "X-A: b\nX-C: d",
  });
  assert.match(late.errors?.["schedule"] ?? "", /is not a cron line/);
  const done = await office.submit({
    schedule: "*/5 9-17 * * 1-5\n0 * * * *",
    flags: ["essential", "private"],
  });
  assert.match(
    words(done),
    /^Added: IATI \/ Datastore \/ datastore\.example\.org, looked at on its schedule \(\*\/5 9-17 \* \* 1-5, 0 \* \* \* \*, UTC\), down after 2 failures/,
  );
  const [monitor] = await rows<{ essential: boolean; settings: object }>(
    office.store.db,
    "SELECT essential, settings FROM monitors",
  );
  assert.equal(monitor?.essential, true);
  assert.deepEqual(Reflect.get(monitor?.settings ?? {}, "headers"), {
    "X-A": "b",
    "X-C": "d",
  });
});

test("a namespace by its form: channels and owners picked from Slack's own lists", async (t) => {
  const office = await openOffice(t);
  office.expectRefusals("conversations.info"); // allswell is not in #leads
  await office.type("/allswell namespace add");
  const wrong = await office.submit({
    slug: "Not a slug!",
    name: " ",
    timezone: "Mars",
    remindEveryMs: "soon",
  });
  assert.deepEqual(Object.keys(wrong.errors ?? {}), ["remindEveryMs"]);
  const still = await office.submit({ remindEveryMs: "2h" });
  assert.deepEqual(Object.keys(still.errors ?? {}).toSorted(), [
    "name",
    "slug",
    "timezone",
  ]);
  const hidden = await office.submit({
    slug: " IATI ",
    name: "IATI",
    timezone: "Europe/London",
    channels: ["#leads", "#iati-status"],
    owners: ["ben"],
  });
  assert.match(
    hidden.errors?.["channels"] ?? "",
    /^allswell is not in this private channel/,
  );
  const done = await office.submit({ channels: ["#iati-status"] });
  assert.match(
    words(done),
    /^Namespace IATI \(iati, Europe\/London\) is made and tells #iati-status\. Next:/,
  );
  assert.deepEqual(
    await rows(office.store.db, "SELECT slug, owners FROM namespaces"),
    [{ slug: "iati", owners: ["UBEN000001"] }],
  );
});

test("rights are asked when a form comes back, not when it was opened", async (t) => {
  const office = await openOffice(t);
  const { id } = await makeNamespace(office.store, { owners: ["UBEN000001"] });
  await office.type("/allswell add", { user: "ben" });
  await rows(
    office.store.db,
    "UPDATE namespaces SET owners = '{}' WHERE id = $1 RETURNING 1",
    [id],
  );
  const refused = await office.submit(
    { setting_url: url, namespaceSlug: "iati" },
    { user: "ben" },
  );
  assert.deepEqual(refused.errors, {
    namespaceSlug: "Only admins may change this: ask one of them.",
  });
  assert.equal(await monitors(office), 0);
});

test("an account on X is connected by its number; the ticket in between is sealed", async (t) => {
  const finished: string[] = [];
  const signIn = {
    begin: async () => ({
      url: "https://x.example/sign-in",
      ticket: { token: "t", secret: "very secret" },
    }),
    finish: async ({ secret }: { secret: string }, pin: string) => {
      finished.push(`${secret} ${pin}`);
      return pin === "1234567"
        ? ({
            ok: true,
            id: "9",
            handle: "iati_status",
            tokens: { accessToken: "a" },
          } as const)
        : ({
            ok: false,
            text: "X does not know this number: begin anew.",
          } as const);
    },
  };
  const office = await openOffice(t, { tools: { signIn } });
  await makeNamespace(office.store);
  const which = await office.type("/allswell twitter");
  const begun = await office.press(which, "choose:0");
  assert.match(
    words(begun),
    /^1\. Open this page of X signed in .*\n2\. X shows a number/,
  );
  assert.doesNotMatch(JSON.stringify(begun), /very secret/);
  await office.press(begun, "pin_form");
  assert.deepEqual((await office.submit({ pin: "12" })).errors, {
    pin: "X's number has seven digits.",
  });
  assert.deepEqual((await office.submit({ pin: "7654321" })).errors, {
    pin: "X does not know this number: begin anew.",
  });
  assert.equal(
    words(await office.submit({ pin: " 123 4567 " })),
    "@iati_status speaks for iati from now on.",
  );
  assert.deepEqual(finished, ["very secret 7654321", "very secret 1234567"]);
  assert.deepEqual(
    (await office.audits()).map(({ verb, target }) => `${verb} ${target}`),
    ["connect iati x @iati_status"],
  );
});
