import { zoneNamed } from "../../base/wall-clock.ts";
import {
  findPagerPerson,
  putPagerPerson,
} from "../../store/paging/paged-people.ts";
import type { PagerPerson } from "../../store/entities/paging.ts";
import {
  type Context,
  type Problem,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAct } from "../people/permission.ts";
import { plainPerson } from "./standing.ts";

export type { PagerPerson } from "../../store/entities/paging.ts";

/** How the actor wants to be called; what is left out stays. */
export interface PagerChange {
  /** "22:00" to "07:00", in the zone; null for none. */
  quiet?: { from: string; until: string } | null;
  /** Of the quiet hours. */
  timezone?: string;
  mostPerDay?: number;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const HIGHEST_LIMIT = 500;

/** How somebody is called, as they see it. */
export async function showPager({
  store,
  actor,
}: Context): Promise<PagerPerson> {
  return (await findPagerPerson(store.db, actor.id)) ?? plainPerson(actor.id);
}

/** Everybody says it of themselves. */
export async function changePager(
  context: Context,
  change: PagerChange,
): Promise<{ ok: true; person: PagerPerson } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const problems = problemsOf(change);
  if (problems.length > 0) return refuseFields(problems);
  const { quiet, mostPerDay, timezone = "UTC" } = change;
  return context.store.transaction(async (tx) => {
    const { actor } = context;
    const before =
      (await findPagerPerson(tx, actor.id)) ?? plainPerson(actor.id);
    const person: PagerPerson = {
      ...before,
      ...(quiet === undefined
        ? {}
        : {
            quietFrom: quiet?.from ?? null,
            quietUntil: quiet?.until ?? null,
            timezone: quiet === null ? null : timezone,
          }),
      ...(mostPerDay === undefined ? {} : { mostPerDay, quotaToldAt: null }),
    };
    await putPagerPerson(tx, person);
    await audit(tx, context, "page set", actor.name, {
      ...(quiet === undefined
        ? {}
        : {
            quiet:
              quiet === null
                ? "none"
                : `${quiet.from}-${quiet.until} ${timezone}`,
          }),
      ...(mostPerDay === undefined ? {} : { limit: mostPerDay }),
    });
    return { ok: true as const, person };
  });
}

function problemsOf({ quiet, timezone, mostPerDay }: PagerChange): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, text: string) => problems.push({ field, text });
  if (quiet !== undefined && quiet !== null) {
    if (!TIME.test(quiet.from) || !TIME.test(quiet.until))
      add("quiet", 'Write quiet hours as in "22:00-07:00".');
    else if (quiet.from === quiet.until)
      add("quiet", "Quiet hours that never end would leave nobody to call.");
  }
  if (timezone !== undefined && zoneNamed(timezone) === undefined)
    add("timezone", 'Write the zone as in "Europe/London" or "UTC".');
  if (
    mostPerDay !== undefined &&
    (!Number.isInteger(mostPerDay) ||
      mostPerDay < 1 ||
      mostPerDay > HIGHEST_LIMIT)
  )
    add("limit", `A day has 1 to ${HIGHEST_LIMIT} SMS for one person.`);
  return problems;
}
