import { isMap, isScalar } from "yaml";
import { clip } from "../base/text.ts";
import { type Field, fieldsOf } from "../checks/fields.ts";
import { checkTypes, findCheck } from "../checks/index.ts";
import { likelyNames } from "../domain/names.ts";
import { placesOf, set } from "./parse-parts.ts";
import type { MonitorWish, SecretWish } from "./wish.ts";
import type { Entries, Entry, YamlReader } from "./yaml-reader.ts";

/** What every monitor has, whatever its type. */
export const commonKeys: readonly string[] = [
  "name",
  "type",
  "every",
  "schedule",
  "timeout",
  "confirm",
  "essential",
  "settings",
];

const confirmKeys = ["failures", "retry", "successes"];

export function parseMonitor(
  reader: YamlReader,
  { value, at }: Entry,
): MonitorWish | undefined {
  const entries = reader.entries(value, at, "A monitor");
  const name = reader.text(entries.get("name"), "name");
  const type = reader.text(entries.get("type"), "type");
  for (const key of ["name", "type"])
    if (!entries.has(key)) reader.fault(at, `A monitor needs a \`${key}\`.`);
  if (type === undefined) return undefined;
  const check = findCheck(type);
  if (check === undefined) {
    const [likely] = likelyNames(type, checkTypes, 1);
    reader.fault(
      entries.get("type")?.at ?? at,
      `There is no check type "${clip(type, 40)}"${likely === undefined ? `: there are ${checkTypes.join(", ")}.` : `: did you mean "${likely}"?`}`,
    );
    return undefined;
  }
  const fields = fieldsOf(check.settings);
  const own = ownEntries(reader, entries);
  reader.refuseOthers(
    new Map([...entries].filter(([key]) => !own.has(key))),
    commonKeys,
    "A monitor",
  );
  reader.refuseOthers(
    own,
    [...fields.map((field) => field.name), ...commonKeys],
    `A monitor of type ${type}`,
  );
  const confirm = confirmEntries(reader, entries.get("confirm"));
  if (entries.has("every") && entries.has("schedule"))
    reader.fault(
      entries.get("schedule")?.at ?? at,
      "`every` and `schedule` exclude each other: keep one.",
    );
  const read = readOwn(reader, fields, own);
  if (name === undefined) return undefined;
  return {
    at,
    places: {
      ...placesOf(reader, own, {}),
      ...placesOf(reader, entries, {
        monitorName: "name",
        everyMs: "every",
        timeoutMs: "timeout",
      }),
      ...placesOf(reader, confirm, {
        confirmFailures: "failures",
        confirmSuccesses: "successes",
        confirmRetryMs: "retry",
      }),
      // What is under `settings` stands where it stands there.
      ...placesOf(reader, settingsEntries(reader, entries), {}),
    },
    name,
    type,
    ...read,
    schedule: scheduleOf(reader, entries.get("schedule")),
    essential: reader.yesNo(entries.get("essential"), "essential") ?? false,
    ...set("everyMs", reader.duration(entries.get("every"), "every")),
    ...set("timeoutMs", reader.duration(entries.get("timeout"), "timeout")),
    ...set(
      "confirmFailures",
      reader.number(confirm.get("failures"), "failures"),
    ),
    ...set(
      "confirmSuccesses",
      reader.number(confirm.get("successes"), "successes"),
    ),
    ...set("confirmRetryMs", reader.duration(confirm.get("retry"), "retry")),
  };
}

/** One cron line, or several of which the first that matches decides. */
function scheduleOf(
  reader: YamlReader,
  entry: Entry | undefined,
): string[] | null {
  if (entry === undefined) return null;
  const lines = isScalar(entry.value)
    ? [reader.text(entry, "schedule")].flatMap((line) => line ?? [])
    : (reader.texts(entry, "schedule") ?? []);
  return lines;
}

function confirmEntries(reader: YamlReader, entry: Entry | undefined): Entries {
  if (entry === undefined) return new Map();
  const entries = reader.entries(entry.value, entry.at, "confirm");
  reader.refuseOthers(entries, confirmKeys, "confirm");
  return entries;
}

function settingsEntries(reader: YamlReader, entries: Entries): Entries {
  const entry = entries.get("settings");
  return entry === undefined
    ? new Map()
    : reader.entries(entry.value, entry.at, "settings");
}

/** The check's own settings: beside the common ones, or under `settings` where they would be taken for one of those. */
function ownEntries(reader: YamlReader, entries: Entries): Entries {
  const beside = [...entries].filter(([name]) => !commonKeys.includes(name));
  const own: Entries = new Map(beside);
  for (const [name, entry] of settingsEntries(reader, entries)) {
    if (own.has(name))
      reader.fault(entry.at, `"${clip(name, 40)}" is set twice: keep one.`);
    own.set(name, entry);
  }
  return own;
}

function readOwn(
  reader: YamlReader,
  fields: readonly Field[],
  own: Entries,
): Pick<MonitorWish, "settings" | "secrets"> {
  const settings: Record<string, unknown> = {};
  const secrets: Record<string, SecretWish> = {};
  for (const field of fields) {
    const entry = own.get(field.name);
    if (entry === undefined) continue;
    if (field.kind !== "secret") {
      settings[field.name] = listed(field, reader.plain(entry));
      continue;
    }
    const secret = secretOf(entry, field.name);
    if (secret === undefined)
      reader.fault(
        reader.placeOf(entry.value, entry.at),
        `${field.label} is a secret: write $MONITOR_SECRET_… (of allswell's environment), or {secret: ${field.name}} for what is stored with this monitor already.`,
      );
    else secrets[field.name] = secret;
  }
  return { settings, secrets };
}

/** Several values of a text may be written as a list. */
function listed({ kind, isMultiline }: Field, value: unknown): unknown {
  return kind === "text" && Array.isArray(value)
    ? value.map(String).join(isMultiline === true ? "\n" : ", ")
    : value;
}

function secretOf({ value }: Entry, name: string): SecretWish | undefined {
  if (isScalar(value)) {
    const environment = /^\$(MONITOR_SECRET_\w+)$/.exec(
      String(value.value),
    )?.[1];
    return environment === undefined ? undefined : { environment };
  }
  if (!isMap(value) || value.items.length !== 1) return undefined;
  return value.get("secret") === name ? { stored: name } : undefined;
}
