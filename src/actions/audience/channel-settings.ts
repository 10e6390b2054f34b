import {
  changeOutlet,
  type ChannelSettings,
  findOutlet,
  placesHeard,
} from "../../store/telling/channel-settings.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotAct, mayNotChange } from "../people/permission.ts";

export type { ChannelSettings } from "../../store/telling/channel-settings.ts";

/** How a Slack channel or person hears. */
export interface ShownChannel {
  ok: true;
  label: string;
  settings: ChannelSettings;
}

/** Everybody may look. */
export async function showChannel(
  { store }: Context,
  recipient: string,
): Promise<ShownChannel | Refusal> {
  const outlet = await findOutlet(store.db, "slack", recipient);
  return outlet === null ? hearsNothing() : shown(outlet);
}

/** Whoever may change one of the namespaces that a channel hears of; for themselves everybody who may act. */
export async function changeChannel(
  context: Context,
  recipient: string,
  change: Partial<ChannelSettings>,
): Promise<ShownChannel | Refusal> {
  return context.store.transaction(async (tx) => {
    const outlet = await findOutlet(tx, "slack", recipient);
    if (outlet === null) return hearsNothing();
    const places = await placesHeard(tx, outlet.id);
    const refusal = mayNotSet(context, recipient, places);
    if (refusal !== undefined) return refusal;
    await changeOutlet(tx, outlet.id, change);
    await audit(tx, context, "channel", outlet.label, { ...change });
    return shown({ ...outlet, ...change });
  });
}

function mayNotSet(
  context: Context,
  recipient: string,
  places: Awaited<ReturnType<typeof placesHeard>>,
): Refusal | undefined {
  if (recipient === context.actor.id) return mayNotAct(context);
  if (places.length === 0) return mayNotChange(context, null);
  const refusals = places.map((place) => mayNotChange(context, place));
  return refusals.includes(undefined) ? undefined : refusals[0];
}

function shown(outlet: Outlet): ShownChannel {
  const { label, verbosity, threads, broadcast, mentionOnCall } = outlet;
  return {
    ok: true,
    label,
    settings: { verbosity, threads, broadcast, mentionOnCall },
  };
}

function hearsNothing(): Refusal {
  return refuse(
    "not-found",
    "Nothing is told here yet: `subscribe iati` begins it.",
  );
}
