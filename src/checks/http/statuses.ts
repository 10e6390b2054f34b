type Range = readonly [from: number, to: number];

const STATUS_MIN = 100;
const STATUS_MAX = 599;

/** Reads "200-399, 401" or "2xx, 404"; undefined where a part is neither. */
function parseStatuses(text: string): Range[] | undefined {
  const ranges = text.split(",").map((part) => parseRange(part.trim()));
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

export function statusesProblem(text: string): string | undefined {
  return parseStatuses(text) === undefined
    ? "must be statuses and ranges such as 200-399, 401"
    : undefined;
}

export function acceptsStatus(text: string, status: number): boolean {
  const ranges = parseStatuses(text) ?? [];
  return ranges.some(([from, to]) => status >= from && status <= to);
}

function parseRange(text: string): Range | undefined {
  const [, hundreds] = /^([1-5])xx$/i.exec(text) ?? [];
  if (hundreds !== undefined)
    return [Number(hundreds) * 100, Number(hundreds) * 100 + 99];
  const [, first, last = first] =
    /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const [from, to] = [Number(first), Number(last)];
  const isRange = from >= STATUS_MIN && to <= STATUS_MAX && from <= to;
  return isRange ? [from, to] : undefined;
}
