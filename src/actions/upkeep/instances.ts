import { DAY } from "../../domain/time.ts";
import type { Instance } from "../../store/entities/instances.ts";
import {
  forgetInstance,
  forgetInstances,
  sayAlive,
} from "../../store/instances.ts";
import type { Context } from "../context.ts";

export type { Instance } from "../../store/entities/instances.ts";

/** One that died is shown for so long: somebody should know of it. */
const REMEMBERED_MS = DAY;

/** Says that an instance lives and how it does; returns the database's clock. */
export async function reportInstance(
  { store }: Context,
  instance: Omit<Instance, "seenAt">,
): Promise<number> {
  await forgetInstances(store.db, REMEMBERED_MS);
  return sayAlive(store.db, instance);
}

/** It ends as it should: nobody is to miss it. */
export async function leaveInstances(
  { store }: Context,
  id: string,
): Promise<void> {
  await forgetInstance(store.db, id);
}
