import type { EntitySchemaColumnOptions } from "typeorm";

type Options = Partial<Omit<EntitySchemaColumnOptions, "type">>;

export function id(table: string): EntitySchemaColumnOptions {
  return {
    type: "integer",
    primary: true,
    generated: "increment",
    primaryKeyConstraintName: `${table}_pkey`,
  };
}

export function text(options: Options = {}): EntitySchemaColumnOptions {
  return { type: "text", ...options };
}

export function integer(options: Options = {}): EntitySchemaColumnOptions {
  return { type: "integer", ...options };
}

export function flag(options: Options = {}): EntitySchemaColumnOptions {
  return { type: "boolean", ...options };
}

export function json(options: Options = {}): EntitySchemaColumnOptions {
  return { type: "jsonb", ...options };
}

/** A moment: milliseconds in the program, timestamptz in the table. The connection's type parser does the way back. */
export function instant(options: Options = {}): EntitySchemaColumnOptions {
  return {
    type: "timestamp with time zone",
    transformer: {
      to: (value: unknown) =>
        typeof value === "number" ? new Date(value) : value,
      from: (value: unknown) => value,
    },
    ...options,
  };
}

/** A reference to another table's id. */
export function reference(
  name: string,
  target: string,
  constraint: string,
  options: Options & { onDelete?: "CASCADE" | "SET NULL" } = {},
): EntitySchemaColumnOptions {
  const { onDelete = "CASCADE", ...rest } = options;
  return {
    type: "integer",
    name,
    foreignKey: { target, name: constraint, onDelete },
    ...rest,
  };
}
