import { isJson, type Json } from "../json.ts";

/** Looks at one value; each problem begins with the path: "blocks[3].text.text: 3120 characters, 3000 allowed". */
export type Check = (value: unknown, at: string) => string[];

/** Looks at a whole object once its fields have been looked at. */
export type ObjectCheck = (object: Json, at: string) => string[];

export interface Shape {
  required?: Record<string, Check>;
  optional?: Record<string, Check>;
  /** Rules between the fields. */
  also?: ObjectCheck;
}

export const none: string[] = [];

/** Slack does not say how it counts; UTF-16 units are never fewer than characters, so this is the strict side. */
export function tooLong(text: string, max: number, at: string): string[] {
  return text.length > max
    ? [`${at}: ${text.length} characters, ${max} allowed`]
    : none;
}

/** A text of 1 to `max` characters; `min` 0 lets it be empty. */
export function string(max: number, min = 1): Check {
  return (value, at) => {
    if (typeof value !== "string") return [`${at}: not a text`];
    if (value.length < min) return [`${at}: empty`];
    return tooLong(value, max, at);
  };
}

export const boolean: Check = (value, at) =>
  typeof value === "boolean" ? none : [`${at}: not true or false`];

export const number: Check = (value, at) =>
  typeof value === "number" && Number.isFinite(value)
    ? none
    : [`${at}: not a number`];

export function integer(min: number, max: number): Check {
  return (value, at) =>
    typeof value === "number" &&
    Number.isInteger(value) &&
    value >= min &&
    value <= max
      ? none
      : [`${at}: not a whole number from ${min} to ${max}`];
}

export function oneOf(...allowed: (string | number)[]): Check {
  return (value, at) =>
    allowed.some((candidate) => candidate === value)
      ? none
      : [`${at}: ${JSON.stringify(value)} is not one of ${allowed.join(", ")}`];
}

export function matching(pattern: RegExp, what: string): Check {
  return (value, at) =>
    typeof value === "string" && pattern.test(value)
      ? none
      : [`${at}: ${JSON.stringify(value)} is not ${what}`];
}

/** A link that a client would open. */
export function url(max: number, schemes = ["http:", "https:"]): Check {
  return (value, at) => {
    const problems = string(max)(value, at);
    if (problems.length > 0) return problems;
    const parsed = URL.parse(String(value));
    return parsed !== null && schemes.includes(parsed.protocol)
      ? none
      : [`${at}: not a URL that starts with ${schemes.join(" or ")}`];
  };
}

export function list(min: number, max: number, item: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return [`${at}: not a list`];
    const problems = value.flatMap((member, index) =>
      item(member, `${at}[${index}]`),
    );
    if (value.length < min)
      problems.push(`${at}: ${value.length} items, at least ${min} needed`);
    if (value.length > max)
      problems.push(`${at}: ${value.length} items, ${max} allowed`);
    return problems;
  };
}

/** An object with exactly these fields: Slack refuses additional ones. */
export function object(shape: Shape): Check {
  return (value, at) => {
    if (!isJson(value)) return [`${at}: not an object`];
    const problems = [
      ...missing(shape, value, at),
      ...unknownFields(shape, value, at),
      ...badFields(shape, value, at),
    ];
    if (problems.length > 0 || shape.also === undefined) return problems;
    return shape.also(value, at);
  };
}

function missing(shape: Shape, value: Json, at: string): string[] {
  return Object.keys(shape.required ?? {})
    .filter((field) => value[field] === undefined)
    .map((field) => `${join(at, field)}: missing`);
}

function unknownFields(shape: Shape, value: Json, at: string): string[] {
  const known = { ...shape.required, ...shape.optional };
  return Object.keys(value)
    .filter((field) => !Object.hasOwn(known, field))
    .map((field) => `${join(at, field)}: invalid additional property`);
}

function badFields(shape: Shape, value: Json, at: string): string[] {
  const known = Object.entries({ ...shape.required, ...shape.optional });
  return known.flatMap(([field, check]) =>
    value[field] === undefined ? none : check(value[field], join(at, field)),
  );
}

export function join(at: string, field: string): string {
  return at === "" ? field : `${at}.${field}`;
}

/** Chooses the check by the `type` field among those allowed at this place. */
export function byType(
  table: Record<string, Check>,
  allowed: string[],
  place: string,
): Check {
  return (value, at) => {
    if (!isJson(value)) return [`${at}: not an object`];
    const type = value["type"];
    if (type === undefined) return [`${at}.type: missing`];
    if (typeof type !== "string" || !Object.hasOwn(table, type))
      return [`${at}.type: unsupported type ${JSON.stringify(type)}`];
    if (!allowed.includes(type))
      return [`${at}: ${type} is not allowed in ${place}`];
    return table[type]?.(value, at) ?? none;
  };
}
