import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { openMachine, people } from "../../testing/machine.ts";

const { ada, ben } = people;

test("what cannot be done is said in the request's own names, and in words that need no Slack", async (t) => {
  const { ask, store, token } = await openMachine(t);
  await makeNamespace(store, { owners: [ben.id] });
  await makeMonitor(store);
  await makeMonitor(store, { serviceName: "Registry", public: false });
  const adas = await token(ada);
  const bens = await token(ben);
  const plain = { type: "http", settings: { url: "https://a.example/" } };
  const table: [string, string, unknown, number, string, RegExp][] = [
    ["PATCH", "/monitors/1", { every: "1s" }, 422, "every", /timeout \(5 s\)/],
    [
      "PATCH",
      "/monitors/1",
      { every: "1s", timeout: "9s" },
      422,
      "timeout",
      /timeout \(9 s\)/,
    ],
    ["PATCH", "/monitors/1", { every: "8d" }, 422, "every", /interval/],
    [
      "PATCH",
      "/monitors/1",
      { confirm: { retry: "2h" } },
      422,
      "confirm.retry",
      /1 h/,
    ],
    ["PATCH", "/monitors/1", { name: "\u202E" }, 422, "name", /visible/],
    [
      "POST",
      "/monitors",
      { ...plain, namespace: "iati", service: "\u202E" },
      422,
      "service",
      /visible/,
    ],
    ["PATCH", "/services/registry", { name: "Datastore" }, 409, "name", /name/],
    ["PATCH", "/services/registry", { pages: "loud" }, 400, "pages", /severe/],
    [
      "PATCH",
      "/namespaces/iati",
      { remindEvery: "1s" },
      422,
      "remindEvery",
      /Reminders/,
    ],
    [
      "PATCH",
      "/namespaces/iati",
      { tellTogether: "1h" },
      422,
      "tellTogether",
      /10 min/,
    ],
    [
      "PATCH",
      "/namespaces/iati",
      { escalate: "1d" },
      422,
      "escalate",
      /4 hours/,
    ],
    ["PATCH", "/namespaces/iati", { accent: "red" }, 422, "accent", /#0b5394/],
    [
      "POST",
      "/maintenance",
      { covers: ["iati/*"], for: "1s" },
      422,
      "for",
      /minute/,
    ],
    [
      "DELETE",
      "/monitors/77",
      undefined,
      404,
      "",
      /^There is no monitor 77\.$/,
    ],
    ["PATCH", "/monitors/77", {}, 404, "", /^There is no monitor 77\.$/],
    [
      "POST",
      "/incidents/99/acknowledge",
      undefined,
      404,
      "",
      /^There is no incident 99\.$/,
    ],
    [
      "POST",
      "/namespaces",
      { slug: "iati", name: "IATI" },
      409,
      "",
      /^There is a namespace "iati" already\.$/,
    ],
    ["POST", "/deliveries/99/drop", undefined, 404, "", /no such delivery/],
  ];
  for (const [method, path, body, status, name, detail] of table) {
    const answer = await ask(`/api/v1${path}`, {
      token: adas,
      method,
      ...(body === undefined ? {} : { body }),
    });
    const said = `${method} ${path} ${JSON.stringify(body)}`;
    const { errors = [] } = answer.body as { errors?: { name: string }[] };
    assert.equal(answer.status, status, said);
    assert.equal(errors.map((one) => one.name).join(), name, said);
    assert.match(String(answer.body["detail"]), detail, said);
  }
  const domain = await ask("/api/v1/namespaces/iati", {
    token: bens,
    method: "PATCH",
    body: { domain: "status.example.org", title: "Ours" },
  });
  assert.equal(domain.status, 403, "an owner sets no domain");
  const patch = async (body: unknown) =>
    (
      await ask("/api/v1/namespaces/iati", {
        token: bens,
        method: "PATCH",
        body,
      })
    ).body;
  assert.equal((await patch({ title: "Ours" }))["title"], "Ours");
  assert.equal((await patch({ escalate: "7m" }))["title"], "Ours", "it stays");
  const none = await patch({ title: null });
  assert.deepEqual([none["title"], none["escalate"]], [null, "7m"]);
});
