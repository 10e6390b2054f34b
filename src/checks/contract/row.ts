/** What the contract test must know of a check type to put it in front of a target of its own. */
export interface Row {
  /** How the target is spoken to; "none" where nothing listens on a port (the contract's rows on targets are left out). */
  transport: "tcp" | "udp" | "none";
  /**
   * Settings for a target on this machine, each set with another way of using the check; together they have a value in
   * every secret field. Secrets begin with "hunter".
   */
  settings: (port: number) => Record<string, unknown>[];
  /**
   * What a target says that gives away all that it was told, so that the check quotes it in a reason or fact: the result
   * must show "[secret]" in its place. Null where the check never quotes what it hears, or has no secrets.
   */
  tellAll: ((heard: string) => string | Buffer) | null;
  /** Rows of the contract that cannot be true of this type, each with the reason. */
  leftOut?: Partial<Record<"silent" | "nonsense" | "stopped", string>>;
}
