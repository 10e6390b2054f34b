const MOST_OIDS = 10;
const LARGEST_NUMBER = 2 ** 32 - 1;
const MOST_NUMBERS = 128;

/** The OIDs of a list with spaces or commas between them, without the dot in front that some write. */
export function parseOids(written: string): string[] {
  return written
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map((part) => part.replace(/^\./, ""));
}

export function oidsProblem(written: string): string | undefined {
  const oids = parseOids(written);
  const wrong = oids.find((oid) => !isOid(oid));
  if (wrong !== undefined || oids.length === 0)
    return "must be numbers with dots between them, such as 1.3.6.1.2.1.1.3.0; several with commas";
  return oids.length > MOST_OIDS ? `must be at most ${MOST_OIDS}` : undefined;
}

/** The first two numbers share a byte: 0, 1 or 2, and then at most 39. */
function isOid(text: string): boolean {
  if (!/^[0-2]\.[1-3]?\d(\.(0|[1-9]\d{0,9}))+$/.test(text)) return false;
  const numbers = text.split(".");
  return (
    numbers.length <= MOST_NUMBERS &&
    numbers.every((number) => Number(number) <= LARGEST_NUMBER)
  );
}
