/** What the contract test must know of a check type to put it in front of a target of its own. */
export interface Row {
  /** How the target is spoken to; "none" where nothing listens on a port (the contract's rows on targets are left out). */
  transport: "tcp" | "udp" | "none";
  /**
   * Settings for a target on this machine, each set with another way of using the check; together they have a value in
   * every secret field. Secrets begin with "hunter".
   */
  settings: (port: number) => Record<string, unknown>[];
  /** The first words of a healthy target, broken off, where it speaks first; of its answer, where it is asked first. */
  firstWords?: string | Buffer;
  /** The protocol that it speaks itself, where targets of others speak that, too. */
  speaks?: "http" | "smtp" | "ssh";
  /**
   * What a target says that gives away all that it was told, so that the check quotes it in a reason or fact: the result
   * must show "[secret]" in its place. A sentence where such a target cannot be had here.
   */
  tellAll: ((heard: string) => string | Buffer) | string;
  /** Faults that cannot happen to this type, by their names, each with the reason. */
  leftOut?: Readonly<Record<string, string>>;
}
