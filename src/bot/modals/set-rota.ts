import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import type { Rota } from "../../actions/people/on-call.ts";
import { option, plain } from "../../base/slack-blocks.ts";
import type { Tools } from "../commands/command.ts";
import { allNamespaces } from "../commands/namespaces.ts";
import { periodWords, timeOf, weekdayName } from "../commands/rota-words.ts";
import type { View } from "../reply.ts";
import { saveRota } from "../rota-request.ts";
import { input, selectElement, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const SET_ROTA = "set_rota";

const periods = [1, 7, 14, 28];
const WEEK = 7;
const MONDAY = 1;

/** `people` are those of the rota that is, in the order in which they come from now on. */
export function rotaForm(
  namespace: Namespace,
  rota: Rota | null,
  people: readonly string[],
): View {
  const days = [...new Set([...periods, rota?.everyDays ?? WEEK])].sort(
    (a, b) => a - b,
  );
  const every = days.map((n) => option(periodWords(n), String(n)));
  const weekdays = [1, 2, 3, 4, 5, 6, 7].map((day) =>
    option(weekdayName(day), String(day)),
  );
  const weekday =
    rota === null ? MONDAY : Temporal.PlainDate.from(rota.startsOn).dayOfWeek;
  return {
    type: "modal",
    callback_id: SET_ROTA,
    private_metadata: String(namespace.id),
    title: plain("On call"),
    submit: plain("Save"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "people",
        label: `Who is on call for ${namespace.name}, in order`,
        help: "The first one is on call from now on.",
        element: {
          type: "multi_users_select",
          ...(people.length === 0 ? {} : { initial_users: people }),
        },
      }),
      input({
        id: "every",
        label: "They hand over",
        element: selectElement(
          every,
          every.find(({ value }) => value === String(rota?.everyDays ?? WEEK)),
        ),
      }),
      input({
        id: "weekday",
        label: "On",
        help: "Where a turn lasts whole weeks.",
        element: selectElement(weekdays, weekdays[weekday - 1]),
      }),
      input({
        id: "at",
        label: "At",
        element: textElement({
          initial: rota?.at ?? "09:00",
          placeholder: "09:00",
        }),
      }),
      input({
        id: "timezone",
        label: "Time zone",
        element: textElement({
          initial: rota?.timezone ?? namespace.timezone,
          placeholder: "Europe/London",
        }),
      }),
    ],
  };
}

/** Sets the rota that the form describes; what is wrong is told at its fields. */
export async function submitRota(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const namespace = (await allNamespaces(actor, tools)).find(
    ({ id }) => String(id) === metadata,
  );
  if (namespace === undefined)
    return { ok: false, errors: { people: "This namespace is gone." } };
  const typed = (id: string): string => (values[id] ?? "").trim();
  const saved = await saveRota(
    namespace,
    values["people"]?.split(",") ?? [],
    {
      everyDays: Number(values["every"]),
      weekday: Number(values["weekday"]),
      at: timeOf(typed("at")) ?? typed("at"),
      timezone: typed("timezone"),
    },
    { actor },
    tools,
  );
  if (saved.ok) return saved;
  return {
    ok: false,
    errors: Object.fromEntries(
      saved.problems.map(({ field, text }) => [field, text]),
    ),
  };
}
