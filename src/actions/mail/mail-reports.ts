import { addressKey } from "../../domain/mail-address.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import {
  type ReportLine,
  reportLinesByMail,
} from "../../store/mail/reports.ts";
import type { Context, Refusal } from "../context.ts";
import { ensureMailOutlet, ensurePersonByMail } from "./mail-outlets.ts";
import { cleanedAddresses, noAddressOfMine } from "./mail-subscriptions.ts";
import { mayNotAct, mayNotChange } from "../people/permission.ts";
import {
  beginReport,
  noTime,
  type WantedReport,
} from "./report-subscriptions.ts";
import { commonZone } from "../figures/pictures.ts";
import { mailRecipient } from "./mail-tokens.ts";

const MOST_LISTED = 20;
const MOST_SEARCHED = 10_000;

/**
 * Lets a report come to addresses, or to the one who asks, at the address that they keep as theirs. A report names
 * causes: whoever may change what it is about decides who else reads it. Answers with the last line.
 */
export async function subscribeToReportByMail(
  context: Context,
  to: "me" | readonly string[],
  wanted: WantedReport,
): Promise<{ ok: true; line: ReportLine } | Refusal> {
  const { namespaceId } = wanted;
  const problem = noTime(wanted);
  if (problem !== undefined) return problem;
  if (to === "me") return subscribeMe(context, wanted);
  const cleaned = cleanedAddresses(to);
  if (!cleaned.ok) return cleaned;
  return context.store.transaction(async (tx) => {
    const place =
      namespaceId === null ? null : await getNamespace(tx, namespaceId);
    const refusal = mayNotChange(context, place);
    if (refusal !== undefined) return refusal;
    const lines: ReportLine[] = [];
    for (const address of cleaned.addresses) {
      const outlet = await ensureMailOutlet(tx, context, address, "list");
      lines.push(await beginReport(tx, context, outlet, wanted));
    }
    const [line] = lines;
    if (line === undefined) throw new Error("a list has an address");
    const outletLabel = lines.map((one) => one.outletLabel).join(", ");
    return { ok: true as const, line: { ...line, outletLabel } };
  });
}

async function subscribeMe(
  context: Context,
  wanted: WantedReport,
): Promise<{ ok: true; line: ReportLine } | Refusal> {
  const refusal = mayNotAct(context) ?? (await noAddressOfMine(context));
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    const outlet = await ensurePersonByMail(tx, context, context.actor);
    return {
      ok: true as const,
      line: await beginReport(tx, context, outlet, wanted),
    };
  });
}

/** Of the reports by mail those that go to these addresses, or to the one who asks. */
export async function reportsMailedTo(
  { store, secrets, actor }: Context,
  to: "me" | readonly string[],
): Promise<ReportLine[]> {
  const recipients =
    to === "me"
      ? [actor.id]
      : to.map((address) =>
          mailRecipient(secrets, "list", addressKey(address)),
        );
  const lines = await reportLinesByMail(store.db, MOST_SEARCHED);
  return lines.filter(({ recipient }) => recipients.includes(recipient));
}

/** The reports that go to addresses, shown masked. Everybody may look. */
export async function showReportsByMail({
  store,
}: Context): Promise<ReportLine[]> {
  const lines = await reportLinesByMail(store.db, MOST_LISTED);
  const zone = await commonZone(store.db);
  return lines.map((line) => ({ ...line, timezone: line.timezone ?? zone }));
}
