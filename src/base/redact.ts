const MASK = "[secret]";

/**
 * Replaces secrets by value, wherever they turn up. Very short values are left alone: masking every "a" of a text would
 * tell more than it hides, and settings refuse such secrets.
 */
export class Redactor {
  #values: string[] = [];

  constructor(values: Iterable<string> = []) {
    for (const value of values) this.add(value);
  }

  /** Learns a secret, and the forms in which it travels: URL-encoded, base64, as a JSON string. */
  add(value: string): void {
    if (value.length < 4) return;
    const forms = [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString("base64"),
      JSON.stringify(value).slice(1, -1),
    ];
    this.#values = [...new Set([...this.#values, ...forms])].sort(
      (a, b) => b.length - a.length,
    );
  }

  clean(text: string): string {
    let cleaned = text;
    for (const value of this.#values)
      if (cleaned.includes(value)) cleaned = cleaned.replaceAll(value, MASK);
    return cleaned;
  }
}
