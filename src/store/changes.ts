import type { Db } from "./db.ts";

/** Notified when what people see of services changes, or somebody did anything; once for each transaction. */
export const CHANGES_CHANNEL = "allswell_changes";

/** For what nobody did by a verb: those ring by what they write into the audit. */
export async function tellChange(tx: Db): Promise<void> {
  await tx.query("SELECT pg_notify($1, '')", [CHANGES_CHANNEL]);
}
