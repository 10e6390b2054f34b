// The fields that check settings are made of. Each accepts text as well as its own type, so that forms, the command line
// and YAML need no parsers of their own; each says in one sentence what it accepts.
import * as z from "zod";
import { parseDuration } from "../domain/duration.ts";

export type FieldKind =
  | "text"
  | "secret"
  | "number"
  | "yes-no"
  | "choice"
  | "duration"
  /** A record, written as one "Name: value" per line. */
  | "pairs";

/** What a form shows of a field. */
export interface FieldMeta {
  label: string;
  help?: string;
  placeholder?: string;
}

interface KnownMeta extends FieldMeta {
  kind: FieldKind;
  choices?: readonly string[];
  /** May hold several lines. */
  isMultiline?: boolean;
}

/** One field of a settings schema, for whoever draws a form or prints a list. */
export interface Field extends KnownMeta {
  name: string;
  isRequired: boolean;
  /** As it is stored; undefined where there is none. */
  default: unknown;
}

/** Shorter ones cannot be told from ordinary text, so they could not be kept out of messages. */
const SHORTEST_SECRET = 4;
const LONGEST_SECRET = 4_000;

/** What is wrong with a value, as the end of a sentence ("must be …"); undefined where nothing is. */
export type Judge<Value> = (value: Value) => string | undefined;

interface TextRules {
  max?: number;
  judge?: Judge<string>;
  /** Takes out what came along when it was pasted. */
  tidy?: (value: string) => string;
}

/** A single line of text. */
export function text(
  meta: FieldMeta,
  { max = 500, judge, tidy = (value) => value }: TextRules = {},
) {
  const tidied = (value: unknown): unknown =>
    typeof value === "string" ? tidy(value) : asText(value);
  return z
    .preprocess(tidied, judged(oneLine(1, max), judge))
    .meta({ ...meta, kind: "text" } satisfies KnownMeta);
}

/** Text of several lines. */
export function longText(
  meta: FieldMeta,
  { max, judge }: { max: number; judge?: Judge<string> },
) {
  const lines = characters(1, max).regex(
    /^[\P{Cc}\t\r\n]*$/u,
    "must not contain control characters",
  );
  return z.preprocess(asText, judged(lines, judge)).meta({
    ...meta,
    kind: "text",
    isMultiline: true,
  } satisfies KnownMeta);
}

/** A field that is stored encrypted and never shown again: passwords, tokens. */
export function secretText(meta: FieldMeta, judge?: Judge<string>) {
  return z
    .preprocess(asText, judged(oneLine(SHORTEST_SECRET, LONGEST_SECRET), judge))
    .meta({ ...meta, kind: "secret" } satisfies KnownMeta);
}

/** A secret of several lines, such as a private key. */
export function secretLines(
  meta: FieldMeta,
  { max, judge }: { max: number; judge?: Judge<string> },
) {
  const lines = characters(SHORTEST_SECRET, max).regex(
    /^[\P{Cc}\t\r\n]*$/u,
    "must not contain control characters",
  );
  return z.preprocess(asText, judged(lines, judge)).meta({
    ...meta,
    kind: "secret",
    isMultiline: true,
  } satisfies KnownMeta);
}

export function wholeNumber(
  meta: FieldMeta,
  { min, max }: { min: number; max: number },
) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .preprocess(asNumber, z.int(error).min(min, error).max(max, error))
    .meta({ ...meta, kind: "number" } satisfies KnownMeta);
}

/** A number that may have decimals. */
export function number(meta: FieldMeta) {
  return z
    .preprocess(asDecimal, z.number("must be a number"))
    .meta({ ...meta, kind: "number" } satisfies KnownMeta);
}

export function yesNo(meta: FieldMeta) {
  return z
    .preprocess(asBoolean, z.boolean("must be yes or no"))
    .meta({ ...meta, kind: "yes-no" } satisfies KnownMeta);
}

export function choice<const Values extends readonly string[]>(
  values: Values,
  meta: FieldMeta,
) {
  const sameWord = (value: unknown): unknown =>
    typeof value === "string"
      ? (values.find((one) => one.toLowerCase() === value.toLowerCase()) ??
        value)
      : value;
  return z
    .preprocess(
      sameWord,
      z.enum(values, `must be one of: ${values.join(", ")}`),
    )
    .meta({ ...meta, kind: "choice", choices: values } satisfies KnownMeta);
}

/** A duration as people write it ("2s"), kept that way; read it with parseDuration. */
export function duration(
  meta: FieldMeta,
  { min, max }: { min: string; max: string },
) {
  const isWithin = (value: string): boolean => {
    const ms = parseDuration(value) ?? -1;
    return ms >= (parseDuration(min) ?? 0) && ms <= (parseDuration(max) ?? 0);
  };
  const error = `must be a duration with its unit, from ${min} to ${max}`;
  return z
    .string(error)
    .refine(isWithin, error)
    .meta({ ...meta, kind: "duration" } satisfies KnownMeta);
}

/** A record of names and values; text is read as one "Name: value" per line. */
export function pairs(meta: FieldMeta, judge?: Judge<Record<string, string>>) {
  const record = z.record(
    z.string(),
    z.preprocess(asText, z.string("must be text")),
    'must be lines of "Name: value"',
  );
  return z
    .preprocess(asPairs, judged(record, judge))
    .meta({ ...meta, kind: "pairs" } satisfies KnownMeta);
}

/** The fields of a settings schema, in its order. */
export function fieldsOf(schema: z.ZodType): Field[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, field]) =>
    readField(name, field as z.ZodType),
  );
}

const knownSecretFields = new WeakMap<z.ZodType, readonly string[]>();

/** The names of the secret fields of a settings schema; remembered, because every probe asks. */
export function secretFields(schema: z.ZodType): readonly string[] {
  const known = knownSecretFields.get(schema);
  if (known !== undefined) return known;
  const names = fieldsOf(schema)
    .filter(({ kind }) => kind === "secret")
    .map(({ name }) => name);
  knownSecretFields.set(schema, names);
  return names;
}

function readField(name: string, field: z.ZodType): Field {
  const fallback = field.safeParse(undefined);
  return {
    ...(unwrapped(field).meta() as unknown as KnownMeta),
    name,
    isRequired: !fallback.success,
    default: fallback.data,
  };
}

function unwrapped(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault
    ? unwrapped(field.unwrap() as z.ZodType)
    : field;
}

function judged<Schema extends z.ZodType>(
  schema: Schema,
  judge: Judge<z.output<Schema>> | undefined,
): Schema {
  if (judge === undefined) return schema;
  return schema.superRefine((value, context) => {
    const problem = judge(value);
    if (problem !== undefined) context.addIssue(problem);
  });
}

function oneLine(min: number, max: number) {
  return characters(min, max).regex(/^\P{Cc}*$/u, "must be one line");
}

function characters(min: number, max: number) {
  const tooShort =
    min === 1 ? "must not be empty" : `must have at least ${min} characters`;
  return z
    .string({
      error: ({ input }) =>
        input === undefined ? "is missing" : "must be text",
    })
    .min(min, tooShort)
    .max(max, `must have at most ${max} characters`);
}

/** YAML turns 200, true and the like into numbers and booleans where text is meant. */
function asText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : value;
}

function asNumber(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+$/.test(value.trim())
    ? Number(value)
    : value;
}

function asDecimal(value: unknown): unknown {
  return typeof value === "string" &&
    /^[-+]?(\d+\.?\d*|\.\d+)$/.test(value.trim())
    ? Number(value)
    : value;
}

function asBoolean(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^(yes|true|on)$/i.test(value.trim())) return true;
  return /^(no|false|off)$/i.test(value.trim()) ? false : value;
}

function asPairs(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const lines = value.split(/\r?\n/).filter((line) => line.trim() !== "");
  const parsed = lines.map((line) => /^([^:]*):(.*)$/.exec(line));
  if (parsed.includes(null)) return value;
  return Object.fromEntries(
    parsed.map((match) => [match?.[1]?.trim() ?? "", match?.[2]?.trim() ?? ""]),
  );
}
