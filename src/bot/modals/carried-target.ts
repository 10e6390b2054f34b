import * as z from "zod";
import { reader } from "../buttons/values.ts";

/** What a form or a button is about: a service, or one monitor. It comes back from Slack: it is read, never believed. */
const schema = z.union([
  z.strictObject({ monitorId: z.int32() }),
  z.strictObject({ serviceId: z.int32() }),
]);

export type CarriedTarget = z.infer<typeof schema>;

export function carried({
  serviceId,
  monitorId,
}: {
  serviceId: number;
  monitorId: number | null;
}): string {
  const target: CarriedTarget =
    monitorId === null ? { serviceId } : { monitorId };
  return JSON.stringify(target);
}

/** Undefined where it is of another version. */
export const readCarried = reader(schema);
