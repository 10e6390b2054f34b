import assert from "node:assert/strict";
import { test } from "node:test";
import type { PublicIncident } from "../../actions/public/public-incidents.ts";
import type {
  PublicNamespace,
  PublicService,
  PublicView,
} from "../../actions/public/public-view.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import { versionOf } from "./version.ts";

const at = Date.UTC(2026, 10, 23, 9, 30);

const service: PublicService = {
  slug: "datastore",
  name: "Datastore",
  status: "up",
  since: at - DAY,
  days: [
    { from: at - DAY, ratio: 0.9, downMs: 2 * HOUR },
    { from: at, ratio: 1, downMs: 0 },
  ],
  uptimes: [{ days: 90, ratio: 0.998_76 }],
};
const incident: PublicIncident = {
  id: 7,
  service: { slug: "registry", name: "Registry" },
  namespaceSlug: "iati",
  severity: "down",
  beganAt: at - HOUR,
  resolvedAt: null,
  downSince: at - HOUR,
  downMs: null,
  resolution: null,
  updates: [{ at: at - MINUTE, kind: "update", text: "We look" }],
  postmortem: null,
};
const panel = {
  slug: "tickets",
  name: "Tickets",
  at,
  staleFrom: at + DAY,
  image: { digest: "abc", width: 1, height: 1 },
  series: [{ name: "open", unit: "", points: [{ at, value: 3 }] }],
};
const namespace: PublicNamespace = {
  slug: "iati",
  name: "IATI",
  timezone: "UTC",
  title: null,
  accent: null,
  domain: null,
  logo: null,
  posts: [],
  panels: [panel],
  since: at - DAY,
  services: [service],
};
const hidden: PublicNamespace = {
  ...namespace,
  slug: "merger",
  name: "Merger",
  panels: [],
  services: [],
};
const view: PublicView = {
  at,
  namespaces: [namespace],
  incidents: [],
  maintenance: [],
  pastMaintenance: [],
  formerSlugs: new Map(),
};

const withNamespace = (change: Partial<PublicNamespace>): PublicView => ({
  ...view,
  namespaces: [{ ...namespace, ...change }],
});
const withService = (change: Partial<PublicService>): PublicView =>
  withNamespace({ services: [{ ...service, ...change }] });
const withPanel = (change: Partial<typeof panel>): PublicView =>
  withNamespace({ panels: [{ ...panel, ...change }] });
const withIncident = (change: Partial<PublicIncident>): PublicView => ({
  ...view,
  incidents: [{ ...incident, ...change }],
});

/** What is another one: nothing, the facts, or the figures. */
function changeBetween(before: PublicView, after: PublicView): string {
  const [facts, figures] = versionOf(before).split(".");
  const [laterFacts, laterFigures] = versionOf(after).split(".");
  const changed = [
    ...(facts === laterFacts ? [] : ["facts"]),
    ...(figures === laterFigures ? [] : ["figures"]),
  ];
  return changed.join(" and ") || "nothing";
}

const cases: Record<string, [PublicView, string, PublicView?]> = {
  "nothing, later": [{ ...view, at: at + 30 * SECOND }, "nothing"],
  "a namespace without services, later": [
    withNamespace({ services: [], domain: "a.example", since: at + 1 }),
    "nothing",
    withNamespace({ services: [], domain: "a.example", since: at }),
  ],
  "a namespace of which nothing is public": [
    { ...view, namespaces: [namespace, hidden] },
    "nothing",
  ],
  "how much of a day it was up, of one on which it was not always": [
    withService({ days: [{ from: at, ratio: 0.95, downMs: HOUR }] }),
    "figures",
    withService({ days: [{ from: at, ratio: 0.9, downMs: HOUR }] }),
  ],
  "a status": [withService({ status: "down" }), "facts"],
  "since when": [withService({ since: at }), "facts"],
  "a name": [withNamespace({ name: "DI" }), "facts"],
  "a colour": [withNamespace({ accent: "#fd0" }), "facts"],
  "a post": [
    withNamespace({
      posts: [{ at, channel: "x", account: "@a", text: "Up", url: null }],
    }),
    "facts",
  ],
  "the text of an update": [
    withIncident({
      updates: [{ at, kind: "update", text: "It was the disk" }],
    }),
    "facts",
    withIncident({ updates: [{ at, kind: "update", text: "We look" }] }),
  ],
  "a post-mortem": [
    withIncident({ postmortem: { at, text: "It broke" } }),
    "facts",
    withIncident({}),
  ],
  "how long an incident lasts": [
    { ...withIncident({}), at: at + MINUTE },
    "figures",
    withIncident({}),
  ],
  "an uptime, by less than is shown": [
    withService({ uptimes: [{ days: 90, ratio: 0.998_761 }] }),
    "nothing",
  ],
  "an uptime": [
    withService({ uptimes: [{ days: 90, ratio: 0.998_81 }] }),
    "figures",
  ],
  "a day's downtime": [
    withService({
      days: [
        { from: at - DAY, ratio: 0.9, downMs: 3 * HOUR },
        ...service.days.slice(1),
      ],
    }),
    "figures",
  ],
  "the date": [
    withService({
      days: service.days.map((day) => ({ ...day, from: day.from + DAY })),
    }),
    "figures",
  ],
  "a panel's number": [
    withPanel({
      series: [{ name: "open", unit: "", points: [{ at, value: 4 }] }],
    }),
    "figures",
  ],
  "a panel's picture": [
    withPanel({ image: { digest: "def", width: 1, height: 1 } }),
    "figures",
  ],
  "a panel with the same in it, in the same minute": [
    withPanel({ at: at + SECOND, staleFrom: at + DAY + SECOND }),
    "nothing",
  ],
  "a panel with the same in it": [withPanel({ at: at + MINUTE }), "figures"],
  "a panel that is old by now": [{ ...view, at: at + DAY + SECOND }, "figures"],
};

for (const [what, [after, changed, before = view]] of Object.entries(cases))
  test(`${what}: ${changed} changed`, () => {
    assert.equal(changeBetween(before, after), changed);
  });
