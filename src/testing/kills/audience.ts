import { connectAccount } from "../../actions/audience/connect-account.ts";
import { setRota } from "../../actions/people/on-call.ts";
import { subscribeByMail } from "../../actions/mail/mail-subscriptions.ts";
import { addWebhook } from "../../actions/audience/webhooks.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { putSecret } from "../../store/bookkeeping.ts";
import { rows } from "../../store/db.ts";
import { contextOf, granted, makeNamespace, testSecrets } from "../factory.ts";
import type { Plot, WayOut } from "./places.ts";
import type { Town } from "./town.ts";

/** News of so long are told together, where they cannot be joined later. */
const FOLD_MS = 1_000;

let phones = 0;

/** A namespace that is heard of in one way only; each of its outlets has the marker in its label. */
export async function audience(
  town: Town,
  {
    way,
    plot,
    marker,
    people,
  }: { way: WayOut; plot: Plot; marker: string; people: number },
): Promise<Namespace> {
  const { store } = town;
  const slug = marker.toLowerCase();
  const channels = way === "slack" ? [await slackChannel(town, slug)] : [];
  const namespace = await makeNamespace(store, {
    slug,
    channels,
    // An outage that follows at once would join the message of the one before it, where that can be edited.
    foldMs: way === "slack" && plot !== "storm" ? 0 : FOLD_MS,
  });
  if (way === "x") await speakOnX(town, slug);
  if (way === "mastodon") await speakOnMastodon(town, slug);
  if (way === "bluesky") await speakOnBluesky(town, slug);
  if (way === "sms") await callPeople(town, namespace, marker, people);
  if (way === "mail") await sendMail(town, namespace, slug);
  if (way === "webhook") await tellPrograms(town, namespace, slug);
  await rows(
    store.db,
    `UPDATE outlets SET label = $2 WHERE id IN (SELECT outlet_id FROM subscriptions WHERE namespace_id = $1) RETURNING 1`,
    [namespace.id, `${marker} by ${way}`],
  );
  return namespace;
}

async function slackChannel(
  { world }: Town,
  name: string,
): Promise<{ id: string; label: string }> {
  const { id } = await world.slack.channel({ name, members: ["allswell"] });
  return { id, label: `#${name}` };
}

async function speakOnX({ world, store }: Town, handle: string): Promise<void> {
  const { id } = (await world.control("POST", "x/accounts", {
    username: handle,
  })) as { id: string };
  const tokens = {
    accessToken: `${handle}-token`,
    accessSecret: `${handle}-token-secret`,
  };
  granted(
    await connectAccount(contextOf(store), handle, {
      channel: "x",
      id,
      handle,
      tokens,
    }),
  );
}

async function speakOnMastodon(
  { world, store, wires: [wire] }: Town,
  username: string,
): Promise<void> {
  const { id } = (await world.control("POST", "mastodon/accounts", {
    username,
  })) as { id: string };
  const server = `http://127.0.0.1:${wire.port}`;
  granted(
    await connectAccount(contextOf(store), username, {
      channel: "mastodon",
      id: `${id}@${new URL(server).host}`,
      handle: username,
      tokens: { server, accessToken: `${username}-token` },
    }),
  );
}

async function speakOnBluesky(
  { world, store, wires: [wire] }: Town,
  slug: string,
): Promise<void> {
  const handle = `${slug}.bsky.example`;
  const { did } = (await world.control("POST", "bluesky/accounts", {
    handle,
  })) as { did: string };
  const tokens = {
    server: `http://127.0.0.1:${wire.port}`,
    identifier: did,
    password: `${slug}-password`,
  };
  granted(
    await connectAccount(contextOf(store), slug, {
      channel: "bluesky",
      id: did,
      handle,
      tokens,
    }),
  );
}

/** The second is called where the first does not answer. */
function phoneOf(number: number): string {
  return `+4477009${String(number).padStart(5, "0")}`;
}

async function callPeople(
  { store }: Town,
  namespace: Namespace,
  marker: string,
  count: number,
): Promise<void> {
  const people = ["first", "second"].slice(0, count).map((place) => {
    phones += 1;
    return {
      id: `U${marker}${place}`,
      name: `${marker} ${place}`,
      phone: phoneOf(phones),
    };
  });
  for (const { id, phone } of people)
    await putSecret(store.db, testSecrets, `person:${id}`, "phone", phone);
  granted(
    await setRota(contextOf(store), namespace, {
      people: people.map(({ id, name }) => ({ id, name })),
      everyDays: 7,
      weekday: null,
      at: "00:00",
      timezone: "UTC",
    }),
  );
}

async function sendMail(
  { store }: Town,
  namespace: Namespace,
  slug: string,
): Promise<void> {
  granted(
    await subscribeByMail(
      contextOf(store),
      [`${slug}@example.org`],
      { audience: "team", verbosity: "all" },
      topicOf(namespace),
    ),
  );
}

async function tellPrograms(
  { store, wires: [wire] }: Town,
  namespace: Namespace,
  slug: string,
): Promise<void> {
  const url = `http://127.0.0.1:${wire.port}/hooks/${slug}`;
  granted(
    await addWebhook(
      contextOf(store),
      { url, key: null },
      null,
      topicOf(namespace),
    ),
  );
}

function topicOf({ id, slug }: Namespace) {
  return {
    namespaceId: id,
    serviceId: null,
    pattern: null,
    name: slug,
    services: 0,
  };
}
