import type { Namespace } from "../actions/namespaces/add-namespace.ts";
import { onCallOf, type RotaWish, setRota } from "../actions/people/on-call.ts";
import type { Problem } from "../actions/context.ts";
import { listed } from "../base/text.ts";
import type { Ask, Tools } from "./commands/command.ts";
import type { Rhythm } from "./commands/rota-words.ts";
import { rotaWords } from "./views/on-call.ts";

const DEFAULTS = { everyDays: 7, at: "09:00" };
const MONDAY = 1;
const WEEK = 7;
const MOST_NAMED = 5;

/** Looks the people up and sets the rota; used by the command and the form alike. */
export async function saveRota(
  namespace: Namespace,
  userIds: readonly string[],
  rhythm: Rhythm,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<{ ok: true; text: string } | { ok: false; problems: Problem[] }> {
  const found = await Promise.all(
    [...new Set(userIds)].map((id) => tools.person(id)),
  );
  const unfit = found.filter(
    ({ role }) => role === "guest" || role === "unknown",
  );
  if (unfit.length > 0) {
    const names = listed(
      unfit.map(({ name }) => name),
      MOST_NAMED,
    );
    return {
      ok: false,
      problems: [
        {
          field: "people",
          text: `${names} cannot be on call: only members of this workspace acknowledge.`,
        },
      ],
    };
  }
  const wish = wishOf(namespace, rhythm);
  const people = found.map(({ id, name }) => ({ id, name }));
  const context = tools.context(actor);
  const done = await setRota(context, namespace, {
    ...wish,
    people,
  });
  if (!done.ok)
    return {
      ok: false,
      problems: done.problems ?? [{ field: "people", text: done.text }],
    };
  return {
    ok: true,
    text: `On call for ${namespace.name}: ${rotaWords(done.rota)} ${presentWords(await onCallOf(context.store.db, namespace.id, context.now))}`,
  };
}

/** Whoever stands in goes before the rota. */
function presentWords(present: readonly { name: string }[]): string {
  const [person] = present;
  return person === undefined
    ? "Nobody is on call now."
    : `${person.name} is on call now.`;
}

/** What was not said is a week from Monday at nine, in the namespace's zone. */
function wishOf(
  { timezone }: Namespace,
  rhythm: Rhythm,
): Omit<RotaWish, "people"> {
  const everyDays = rhythm.everyDays ?? DEFAULTS.everyDays;
  const isWeekly = everyDays % WEEK === 0;
  return {
    everyDays,
    weekday: isWeekly ? (rhythm.weekday ?? MONDAY) : null,
    at: rhythm.at ?? DEFAULTS.at,
    timezone: rhythm.timezone ?? timezone,
  };
}
