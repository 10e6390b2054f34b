import {
  type MaintenanceLine,
  type ScopeChoice,
} from "../../actions/maintenance/show-maintenance.ts";
import {
  type Block,
  type Option,
  option,
  plain,
} from "../../base/slack-blocks.ts";
import { compactDuration } from "../../domain/duration.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import type { View } from "../reply.ts";
import { input, selectElement, textElement } from "./fields.ts";

export const MAINTENANCE = "maintenance";
/** The action id of the menu of what a window is of; it asks us for its choices. */
export const SCOPE_MENU = "maintenance_scope";

/** How often, of the form's menu. */
export const repeatChoices = {
  once: "Once",
  daily: "Every day",
  weekdays: "Every weekday (Monday to Friday)",
  weekly: "Every week on this day",
  monthly: 'Every month, as in "the first Sunday"',
  monthday: "Every month on this date",
  rule: "As written below",
} as const;
export type Repeat = keyof typeof repeatChoices;

interface Filled {
  title?: string;
  scopes: readonly ScopeChoice[];
  start: Instant;
  duration: string;
  repeat: Repeat;
  rule?: string;
  zone: string;
  tells: boolean;
  note?: string;
  purpose?: string;
  isRunning?: boolean;
}

/** An empty form; the next full hour is offered, or this minute. */
export function newMaintenanceForm({
  scopes,
  zone,
  now,
  beginsNow = false,
}: {
  scopes: readonly ScopeChoice[];
  zone: string;
  now: Instant;
  beginsNow?: boolean;
}): View {
  const start = beginsNow
    ? Math.floor(now / MINUTE) * MINUTE
    : Math.ceil((now + 1) / HOUR) * HOUR;
  return form("Schedule maintenance", "Schedule", "", {
    scopes,
    start,
    duration: "1h",
    repeat: "once",
    zone,
    tells: true,
  });
}

/** A window's form; what runs keeps its beginning. */
export function editMaintenanceForm({
  line,
  scopes,
}: {
  line: MaintenanceLine;
  scopes: readonly ScopeChoice[];
}): View {
  const { windowId, title, note, purpose, zone, rule } = line;
  const { startsAt, endsAt, state } = line;
  return form("Edit maintenance", "Save", String(windowId), {
    title,
    scopes,
    start: startsAt,
    duration: compactDuration(endsAt - startsAt),
    repeat: rule === null ? "once" : "rule",
    ...(rule === null ? {} : { rule }),
    zone,
    tells: line.tellsCustomers,
    note,
    purpose,
    isRunning: state === "running",
  });
}

/** What a choice's value holds: "n12", "s5", "m7". */
export function scopeOption({
  namespaceId,
  serviceId,
  monitorId,
  label,
}: ScopeChoice): Option {
  const value =
    namespaceId !== null
      ? `n${namespaceId}`
      : serviceId !== null
        ? `s${serviceId}`
        : `m${monitorId}`;
  return option(label, value);
}

function form(
  title: string,
  submit: string,
  metadata: string,
  filled: Filled,
): View {
  return {
    type: "modal",
    callback_id: MAINTENANCE,
    private_metadata: metadata,
    title: plain(title),
    submit: plain(submit),
    close: plain("Close"),
    blocks: [
      input({
        id: "title",
        label: "Title",
        help: "For the team; customers read the names of the services, the times, and what you write for them below.",
        element: textElement({
          placeholder: "DB upgrade",
          ...(filled.title === undefined ? {} : { initial: filled.title }),
        }),
      }),
      scopeInput(filled.scopes),
      ...timeInputs(filled),
      ...repeatInputs(filled),
      tellInput(filled.tells),
      input({
        id: "purpose",
        label: "What customers read that it is for",
        help: "On the page, in feeds, calendars and mails. It is not posted.",
        optional: true,
        element: textElement({
          placeholder: "Searches are faster afterwards",
          initial: filled.purpose,
        }),
      }),
      input({
        id: "note",
        label: "Note for the team",
        optional: true,
        element: textElement({
          multiline: true,
          ...(filled.note === undefined || filled.note === ""
            ? {}
            : { initial: filled.note }),
        }),
      }),
    ],
  };
}

function scopeInput(scopes: readonly ScopeChoice[]): Block {
  return input({
    id: "scope",
    label: "Of what",
    help: "Services, monitors or whole namespaces. What is added to them meanwhile is covered, too.",
    element: {
      action_id: SCOPE_MENU,
      type: "multi_external_select",
      placeholder: plain("datastore, iati/* …"),
      min_query_length: 0,
      ...(scopes.length === 0
        ? {}
        : { initial_options: scopes.map(scopeOption) }),
    },
  });
}

function timeInputs({ start, duration, zone, isRunning }: Filled): Block[] {
  return [
    input({
      id: "start",
      label:
        isRunning === true ? "Begins (it has begun: this is kept)" : "Begins",
      help: "Shown in the zone of your computer. A time that is over means now.",
      element: {
        type: "datetimepicker",
        initial_date_time: Math.floor(start / SECOND),
      },
    }),
    input({
      id: "duration",
      label: "Lasts",
      element: textElement({ initial: duration, placeholder: "2h" }),
    }),
    input({
      id: "zone",
      label: "Time zone",
      help: "Where it comes again, the clocks of this zone show the same time each time.",
      element: textElement({ initial: zone, placeholder: "Europe/London" }),
    }),
  ];
}

function repeatInputs({ repeat, rule }: Filled): Block[] {
  const choices = Object.entries(repeatChoices).map(([value, label]) =>
    option(label, value),
  );
  return [
    input({
      id: "repeat",
      label: "How often",
      element: selectElement(
        choices,
        choices.find(({ value }) => value === repeat),
      ),
    }),
    input({
      id: "rule",
      label: "In words",
      help: 'As in "every first Sunday until March", or an RRULE.',
      optional: true,
      element: textElement({ initial: rule }),
    }),
  ];
}

function tellInput(tells: boolean): Block {
  const yes = option(
    "Customers are told when it is planned, begins and ends",
    "yes",
  );
  return input({
    id: "tell",
    label: "Customers",
    optional: true,
    element: {
      type: "checkboxes",
      options: [yes],
      ...(tells ? { initial_options: [yes] } : {}),
    },
  });
}
