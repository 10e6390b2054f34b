// What is not for everybody is in no answer that everybody gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledgeIncident } from "../actions/incidents/acknowledge-incident.ts";
import { makePrinterPanel } from "../actions/panels/panels.ts";
import { planMaintenance } from "../actions/maintenance/plan-maintenance.ts";
import { ofService } from "../actions/maintenance/find-scopes.ts";
import { postUpdate } from "../actions/incidents/post-update.ts";
import { targetById } from "../actions/targets/find-target.ts";
import { connectAccount } from "../actions/audience/connect-account.ts";
import { addMonitor } from "../actions/targets/add-monitor.ts";
import { addNamespace } from "../actions/namespaces/add-namespace.ts";
import { editNamespace } from "../actions/namespaces/edit-namespace.ts";
import { changeContact } from "../actions/people/contact.ts";
import { HOUR, MINUTE } from "../domain/time.ts";
import { rows } from "../store/db.ts";
import { askHost } from "../testing/ask-host.ts";
import {
  believe,
  contextOf,
  granted,
  monitorFields,
} from "../testing/factory.ts";
import { openMachine, people } from "../testing/machine.ts";

const COPIES = 11;
/** A namespace that is alone at its own domain. */
const DOMAIN = "status.di.example";
const elsewhere = {
  slug: "di",
  name: "Development Initiatives",
  timezone: "UTC",
  channels: [],
  owners: [],
};

/** All that there would be of a namespace, were it not the team's alone. */
function innerPaths(slug: string): string[] {
  const own = [
    "",
    "/history",
    "/numbers",
    "/numbers/failures-by-day/7d.csv",
    "/feed.atom",
    "/feed.json",
    "/calendar.ics",
    "/badge.svg",
    "/badge.json",
    "/look.css",
    "/logo.png",
  ].map((path) => `/n/${slug}${path}`);
  const lists = ["status", "services", "incidents", "maintenance", "posts"].map(
    (list) => `/api/v1/${list}?namespace=${slug}`,
  );
  return [...own, `/embed/${slug}`, ...lists];
}

/** Secrets and inner names, each unlike anything else: where one turns up, it was planted here. */
class Plants {
  readonly all: string[] = [];

  plant(what: string): string {
    const planted = `zq${what}${this.all.length}xw`;
    this.all.push(planted);
    return planted;
  }

  /** Those that a text holds, in whatever case. */
  in(text: string): string[] {
    const lower = text.toLowerCase();
    return this.all.filter((one) => lower.includes(one));
  }
}

test("200 planted secrets and inner names are in none of the public answers", async (t) => {
  const plants = new Plants();
  const plant = (what: string): string => plants.plant(what);
  const machine = await openMachine(t, () => ({
    outcome: "down",
    latencyMs: 1,
    reason: { kind: "x", text: plant("probe") },
  }));
  const { store, clock, ask, renew, origin } = machine;
  const context = () =>
    contextOf(store, { now: clock.now(), actor: people.ada });
  granted(
    await addNamespace(context(), {
      slug: "iati",
      name: "IATI",
      timezone: "UTC",
      channels: [{ id: "CSECRET001", label: `#${plant("channel")}` }],
      owners: ["USECRET001"],
    }),
  );
  plants.all.push("csecret001", "usecret001");
  granted(
    await connectAccount(context(), "iati", {
      channel: "x",
      id: plant("account"),
      handle: "iati_status",
      tokens: { accessToken: plant("xtoken"), accessSecret: plant("xsecret") },
    }),
  );
  const innerSlug = plant("innerspace");
  granted(
    await addNamespace(context(), {
      ...elsewhere,
      slug: innerSlug,
      name: plant("innername"),
    }),
  );
  const look = { title: plant("innertitle"), accent: "#0b5394" };
  granted(await editNamespace(context(), innerSlug, look));
  await changeContact(context(), { mail: `${plant("person")}@example.org` });
  const actor = { ...people.ada, name: plant("admin") };
  for (let n = 0; n < COPIES; n++) {
    const common = {
      monitorName: plant("monitor"),
      type: "mysql",
      settings: {
        host: `${plant("host")}.internal`,
        user: plant("user"),
        database: plant("database"),
        query: `SELECT '${plant("query")}'`,
      },
      secrets: { password: plant("password"), caCertificate: plant("ca") },
      runbook: `https://wiki.internal/${plant("runbook")}`,
    };
    const open = granted(
      await addMonitor(
        context(),
        monitorFields({ ...common, serviceName: `Open service ${n}` }),
      ),
    );
    const hidden = granted(
      await addMonitor(
        context(),
        monitorFields({
          ...common,
          serviceName: plant("hiddenservice"),
          monitorName: plant("hiddenmonitor"),
          public: false,
        }),
      ),
    );
    for (const one of [open, hidden])
      await believe(store, one, n % 2 === 0 ? "down" : "degraded", {
        at: clock.now(),
        reason: `refused by ${plant("reason")}`,
      });
    await rows(
      store.db,
      `INSERT INTO monitor_facts (monitor_id, at, facts) VALUES ($1, now(), jsonb_build_object('serverVersion', $2::text, 'body', $3::text, $4::text, 5)) RETURNING 1`,
      [open.monitor.id, plant("version"), plant("body"), plant("fact")],
    );
    const may = contextOf(store, { now: clock.now(), actor });
    await acknowledgeIncident(may, n * 2 + 1);
    await postUpdate(may, n * 2 + 1, {
      text: `For the team alone: ${plant("teamword")}`,
      onPage: false,
      toCustomers: false,
    });
    granted(
      await planMaintenance(may, {
        title: plant("windowtitle"),
        note: plant("windownote"),
        purpose: "",
        scopes: [ofService(n % 2 === 0 ? open.service.id : hidden.service.id)],
        zone: "UTC",
        from: clock.now() + HOUR,
        until: clock.now() + 2 * HOUR,
        rule: null,
        durationMs: HOUR,
        tellsCustomers: true,
      }),
    );
  }
  const inner = monitorFields({
    namespaceSlug: innerSlug,
    serviceName: plant("innerservice"),
    public: false,
  });
  await believe(store, granted(await addMonitor(context(), inner)), "down", {
    at: clock.now(),
  });
  const { monitor: printer } = granted(
    await addMonitor(
      context(),
      monitorFields({
        serviceName: "Printer",
        monitorName: plant("printer"),
        type: "printer",
        settings: { host: plant("printerhost") },
      }),
    ),
  );
  await rows(
    store.db,
    `INSERT INTO monitor_facts (monitor_id, at, facts) VALUES ($1, now(), jsonb_build_object('toner percent left', 5, 'name', $2::text)) RETURNING 1`,
    [printer.id, plant("serial")],
  );
  const { target } = granted(
    await targetById(store.db, { monitorId: printer.id }),
  );
  granted(await makePrinterPanel(context(), target, "Our printer"));
  const tokens = [
    await machine.token(people.ada),
    await machine.token(people.ben),
  ];
  plants.all.push(...tokens.map((token) => token.toLowerCase()));
  const hashes = await rows<{ hash: string }>(
    store.db,
    "SELECT hash FROM api_tokens",
  );
  plants.all.push(...hashes.map(({ hash }) => hash.toLowerCase()));
  clock.move(5 * MINUTE);
  await renew();
  assert.ok(plants.all.length >= 200, `${plants.all.length} planted`);

  const [token = ""] = tokens;
  const told = await Promise.all(
    ["monitors", "private/incidents", "private/maintenance"].map(
      async (list) => (await ask(`/api/v1/${list}?limit=200`, { token })).body,
    ),
  );
  assert.ok(
    plants.in(JSON.stringify(told)).length > 50,
    "those who bring a token do see them",
  );

  const document = (await ask("/openapi.json")).body as {
    paths: Record<string, Record<string, unknown>>;
  };
  const closed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) =>
        [
          method.toUpperCase(),
          `/api/v1${path.replaceAll("{id}", "1").replaceAll("{slug}", "open-service-0")}`,
        ] as const,
    ),
  );
  const numbers = Array.from({ length: COPIES * 2 + 2 }, (_, n) => n + 1);
  const services = Array.from(
    { length: COPIES },
    (_, n) => `open-service-${n}`,
  );
  const month = new Date(clock.now()).toISOString().slice(0, 7);
  const opened = [
    ...["", "/n/iati"].flatMap((base) =>
      [
        "",
        "/history",
        `/history/${month}`,
        "/numbers",
        "/feed.atom",
        "/feed.json",
        "/calendar.ics",
      ].map((path) => `${base}${path}` || "/"),
    ),
    "/embed",
    "/embed/iati",
    "/metrics",
    "/panels/our-printer/image",
    "/openapi.json",
    "/nothing",
    ...services.flatMap((slug) => [
      `/s/${slug}`,
      `/s/${slug}/history`,
      `/badge/${slug}.svg`,
      `/badge/${slug}.json`,
    ]),
    ...numbers.flatMap((id) => [`/incidents/${id}`, `/api/v1/incidents/${id}`]),
    ...["namespaces", "status", "services", "posts"].map(
      (list) => `/api/v1/${list}`,
    ),
    ...plants.all
      .filter((one) => one.startsWith("zqhiddenservice"))
      .flatMap((slug) => [`/api/v1/services/${slug}`]),
  ].map((path) => ["GET", path] as const);
  let answers = 0;
  for (const [method, path] of [...opened, ...closed]) {
    const response = await fetch(`${origin}${path}`, {
      method,
      redirect: "manual",
    });
    const text = await response.text();
    const headers = JSON.stringify([...response.headers]);
    assert.ok(response.status < 500, `${method} ${path}: ${response.status}`);
    const asked = plants.in(path);
    assert.deepEqual(
      plants.in(text + headers).filter((one) => !asked.includes(one)),
      [],
      `${method} ${path}`,
    );
    answers += 1;
  }
  for (const path of innerPaths(innerSlug)) {
    const { status } = await fetch(`${origin}${path}`, { redirect: "manual" });
    assert.equal(status, 404, path);
  }
  t.diagnostic(
    `${plants.all.length} planted, 0 found in ${answers} public answers`,
  );

  granted(await addNamespace(context(), elsewhere));
  granted(await editNamespace(context(), elsewhere.slug, { domain: DOMAIN }));
  await renew();
  const gets = [...opened, ...closed].filter(([method]) => method === "GET");
  for (const [, path] of gets) {
    const { status, body, headers } = await askHost(origin, DOMAIN, path);
    assert.ok(status < 500, `${path}: ${status}`);
    const told = `${body}${headers}`.replaceAll(path, "");
    assert.deepEqual(plants.in(told), [], path);
    assert.doesNotMatch(told, /IATI|Open service|Our printer/, path);
  }
  t.diagnostic(
    `nothing of another namespace in ${gets.length} answers at a domain of its own`,
  );
});
