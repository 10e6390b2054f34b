import {
  appearanceOf,
  type AppearanceNow,
} from "../../store/targets/appearances.ts";
import { openSecrets } from "../../store/bookkeeping.ts";
import type { Monitor } from "../../store/entities/monitors.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import type { StoredVoice } from "../../store/entities/voices.ts";
import { slackChannelsOf } from "../../store/targets/namespaces.ts";
import {
  knownSlackChannels,
  lockConfiguration,
  monitorsIn,
  servicesIn,
} from "../../store/targets/snapshot.ts";
import { findVoice } from "../../store/telling/voices.ts";
import { type HookLine, hookLines } from "../../store/telling/webhooks.ts";
import type { Context } from "../context.ts";
import { namespacesOf } from "../namespaces/own-namespaces.ts";

const MOST_HOOKS = 10_000;

/** Everything that is watched in some namespaces, secrets opened: to be compared, never to be shown. */
export interface ConfigurationNow {
  namespaces: NamespaceContents[];
  /** Short names of namespaces that are there, but not the actor's to change. */
  forbidden: string[];
  /** Slack channels that are known by name. */
  channels: { id: string; label: string }[];
}

export interface NamespaceContents {
  namespace: Namespace;
  channels: { id: string; label: string }[];
  appearance: AppearanceNow;
  voice: StoredVoice;
  /** What webhooks hear of it and of its services. */
  hooks: HookLine[];
  services: ServiceContents[];
}

export interface ServiceContents {
  service: Service;
  monitors: { monitor: Monitor; secrets: Record<string, string> }[];
}

/** What is watched in the namespaces that the actor may change; all of those, or only some by short name. */
export async function readConfiguration(
  context: Context,
  slugs?: readonly string[],
): Promise<ConfigurationNow> {
  const { db } = context.store;
  const { all, own } = await namespacesOf(context);
  const namespaces = own.filter(
    ({ slug }) => slugs === undefined || slugs.includes(slug),
  );
  const ids = namespaces.map(({ id }) => id);
  const services = await servicesIn(db, ids);
  const monitors = await monitorsIn(db, ids);
  const secrets = await openSecrets(
    db,
    context.secrets,
    monitors.map(({ id }) => `monitor:${id}`),
  );
  const monitorsOf = Map.groupBy(monitors, ({ serviceId }) => serviceId);
  const servicesOf = Map.groupBy(services, ({ namespaceId }) => namespaceId);
  const hooksOf = Map.groupBy(
    await hookLines(db, MOST_HOOKS),
    ({ namespaceId }) => namespaceId,
  );
  const contents: NamespaceContents[] = [];
  for (const namespace of namespaces)
    contents.push({
      namespace,
      channels: await slackChannelsOf(db, namespace.id),
      appearance: await appearanceOf(db, namespace.id),
      voice: await findVoice(db, namespace.id),
      hooks: hooksOf.get(namespace.id) ?? [],
      services: (servicesOf.get(namespace.id) ?? []).map((service) => ({
        service,
        monitors: (monitorsOf.get(service.id) ?? []).map((monitor) => ({
          monitor,
          secrets: secrets.get(`monitor:${monitor.id}`) ?? {},
        })),
      })),
    });
  return {
    namespaces: contents,
    forbidden: all
      .filter((namespace) => !own.includes(namespace))
      .map(({ slug }) => slug),
    channels: await knownSlackChannels(db),
  };
}

/** Waits until nobody else applies a configuration. */
export async function waitForTurn({ store }: Context): Promise<void> {
  await lockConfiguration(store.db);
}
