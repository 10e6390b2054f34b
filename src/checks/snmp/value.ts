import { isUtf8 } from "node:buffer";
import { ObjectType, type Varbind } from "net-snmp";

/** What no text has: control characters other than tabs and line ends. */
const binary = /(?![\t-\r])\p{Cc}/u;

/** A value as text: strings as they are, those that are no text as "0x40 00". */
export function valueText({ type, value }: Varbind): string {
  if (!Buffer.isBuffer(value)) return String(value ?? "");
  if (type === ObjectType.Counter64) return String(counterOf(value));
  const text = bytesText(value);
  return binary.test(text) || type === ObjectType.Opaque
    ? `0x${value.toString("hex").replaceAll(/..(?=.)/g, "$& ")}`
    : text;
}

/** Bytes that are meant as text: UTF-8, or where they are not that, Latin-1; some agents send C's NUL along. */
export function bytesText(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1").replace(/\0+$/, "");
}

/** A value as a number, also where it is one in a string (" 42.5"); undefined where it is none. */
export function valueNumber(varbind: Varbind): number | undefined {
  if (typeof varbind.value === "number") return varbind.value;
  const text = valueText(varbind).trim();
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** Whether there is an object at all; agents say of each that they lack which kind of nothing it is. */
export function isMissing({ type }: Varbind): boolean {
  return (
    type === ObjectType.NoSuchObject ||
    type === ObjectType.NoSuchInstance ||
    type === ObjectType.EndOfMibView
  );
}

/** Of a value that ends before its length the library makes null. */
export function isWhole(varbind: Varbind): boolean {
  const { type, value } = varbind;
  return (
    (value !== null && value !== undefined) ||
    type === ObjectType.Null ||
    isMissing(varbind)
  );
}

/** Signed on the wire, with a zero byte in front where it would look negative. */
function counterOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex") || "0"}`);
}
