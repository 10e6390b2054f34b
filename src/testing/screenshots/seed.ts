// Three months of two organisations' services, the same each time: what the pictures in the README are taken of.
import { acknowledgeIncident } from "../../actions/incidents/acknowledge-incident.ts";
import type { Added } from "../../actions/targets/add-monitor.ts";
import { writePostmortem } from "../../actions/incidents/postmortem.ts";
import { postUpdate } from "../../actions/incidents/post-update.ts";
import { DAY, HOUR, type Instant, MINUTE } from "../../domain/time.ts";
import type { Store } from "../../store/db.ts";
import { findOpenIncident } from "../../store/incidents/incidents.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../factory.ts";
import { madeAt, makeHours, makeOutage } from "../past.ts";

interface Wish {
  name: string;
  /** Outages in three months, about. */
  outages: number;
  latencyMs: number;
}

const iati: Wish[] = [
  { name: "Country Development Finance Data", outages: 2, latencyMs: 310 },
  { name: "d-portal", outages: 9, latencyMs: 420 },
  { name: "Datastore", outages: 6, latencyMs: 180 },
  { name: "Registry", outages: 4, latencyMs: 260 },
  { name: "Validator", outages: 12, latencyMs: 640 },
  { name: "Website", outages: 1, latencyMs: 90 },
];
const di: Wish[] = [
  { name: "DI website", outages: 1, latencyMs: 120 },
  { name: "Data hub", outages: 5, latencyMs: 350 },
];

const PAST_MS = 90 * DAY;
/** Only so far back do services have response times. */
const MEASURED_MS = 31 * DAY;

/** Furnishes an empty database as of now; answers with the number of an incident that has all that one can have. */
export async function seed(store: Store, now: Instant): Promise<number> {
  const chance = chances();
  await makeNamespace(store, { name: "IATI", timezone: "Europe/London" });
  await makeNamespace(store, {
    slug: "di",
    name: "DI",
    timezone: "Europe/London",
  });
  const services = new Map<string, Added>();
  for (const [namespaceSlug, wishes] of [
    ["iati", iati],
    ["di", di],
  ] as const)
    for (const wish of wishes) {
      const added = await makeMonitor(store, {
        namespaceSlug,
        serviceName: wish.name,
      });
      services.set(wish.name, added);
      await believe(store, added, "up", { at: now - 80 * DAY });
      await madeAt(store, added, now - 400 * DAY);
      await makePast(store, added, wish, now, chance);
    }
  await breakOne(store, services, now);
  return tellOne(store, services, now);
}

async function makePast(
  store: Store,
  added: Added,
  { outages, latencyMs }: Wish,
  now: Instant,
  chance: () => number,
): Promise<void> {
  const hour = Math.floor(now / HOUR) * HOUR;
  await makeHours(
    store,
    added.monitor.id,
    { from: hour - MEASURED_MS, until: hour },
    (at) => {
      const busy = Math.sin(((at % DAY) / DAY) * 2 * Math.PI - 2) + 1;
      return latencyMs * (0.8 + 0.4 * busy + 0.3 * chance());
    },
  );
  for (let index = 0; index < outages; index++) {
    const day = Math.floor((now - 2 * DAY - chance() * PAST_MS) / DAY) * DAY;
    // Most fail in the small hours, when much is copied and renewed.
    const from =
      day + (chance() < 0.6 ? 2 + 2 * chance() : 24 * chance()) * HOUR;
    await makeOutage(store, added, from, from + (4 + 70 * chance()) * MINUTE);
  }
}

type Services = ReadonlyMap<string, Added>;

function serviceNamed(services: Services, name: string): Added {
  const added = services.get(name);
  if (added === undefined) throw new Error(`there is no ${name}`);
  return added;
}

/** One is down now, another has difficulties. */
async function breakOne(
  store: Store,
  services: Services,
  now: Instant,
): Promise<void> {
  const slow = serviceNamed(services, "Validator");
  const down = serviceNamed(services, "Datastore");
  await believe(store, slow, "degraded", { at: now - 25 * MINUTE });
  const began = now - 47 * MINUTE;
  const id = await letFail(store, down, began);
  await say(
    store,
    id,
    began + 20 * MINUTE,
    "The disk of the search index was full. We are moving it to a larger one; queries answer again within the hour.",
  );
}

/** One was down, and it was written down why. */
async function tellOne(
  store: Store,
  services: Services,
  now: Instant,
): Promise<number> {
  const service = serviceNamed(services, "d-portal");
  const began = now - 30 * HOUR;
  const id = await letFail(store, service, began);
  await say(
    store,
    id,
    began + 15 * MINUTE,
    "The certificate of our data source ended this morning. A new one is on its way.",
  );
  await believe(store, service, "up", { at: began + 38 * MINUTE });
  granted(
    await writePostmortem(
      contextOf(store, { now: began + 26 * HOUR }),
      id,
      `d-portal could not read its data for 38 minutes, because the certificate of the server behind it had ended. The renewal had failed for three weeks without anybody hearing of it.

What we changed:
- The certificate is watched now: we hear of it 21 days before it ends.
- A renewal that fails is an incident of its own.
- d-portal shows the data of the day before while its source is away.`,
    ),
  );
  return id;
}

/** Somebody is on it after three minutes. */
async function letFail(
  store: Store,
  service: Added,
  at: Instant,
): Promise<number> {
  await believe(store, service, "down", { at });
  const open = await findOpenIncident(store.db, service.service.id);
  if (open === null) throw new Error("nothing is down");
  const context = contextOf(store, { now: at + 3 * MINUTE });
  granted(await acknowledgeIncident(context, open.id));
  return open.id;
}

async function say(
  store: Store,
  incidentId: number,
  now: Instant,
  text: string,
): Promise<void> {
  const update = { text, onPage: true, toCustomers: false };
  granted(await postUpdate(contextOf(store, { now }), incidentId, update));
}

/** Numbers from 0 to 1, the same each time. */
function chances(): () => number {
  let state = 20_261_121;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
