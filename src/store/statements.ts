// Of what is read and written at every change of mind TypeORM would make the statement anew each time, which costs more
// than all that PostgreSQL does for it: these are made once, from the same entities.
import type { EntitySchema, ObjectLiteral } from "typeorm";
import type { Instant } from "../domain/time.ts";
import { affected, type Db, preparedRows } from "./db.ts";

interface Column {
  property: string;
  name: string;
  type: unknown;
}

const known = new WeakMap<object, Column[]>();

function columnsOf<Row extends ObjectLiteral>(
  entity: EntitySchema<Row>,
): Column[] {
  const found = known.get(entity);
  if (found !== undefined) return found;
  const columns = Object.entries(entity.options.columns).map(
    ([property, options]) => ({
      property,
      name: options?.name ?? property,
      type: options?.type,
    }),
  );
  known.set(entity, columns);
  return columns;
}

function tableOf<Row extends ObjectLiteral>({
  options,
}: EntitySchema<Row>): string {
  return options.tableName ?? options.name;
}

/** The first row that meets a condition on its columns; null where there is none. `lock`: until the transaction ends. */
export async function findRow<Row extends ObjectLiteral>(
  db: Db,
  entity: EntitySchema<Row>,
  condition: string,
  values: unknown[],
  { lock = false }: { lock?: boolean } = {},
): Promise<Row | null> {
  const list = columnsOf(entity).map(
    ({ property, name }) => `"${name}" AS "${property}"`,
  );
  const text = `SELECT ${list.join(", ")} FROM ${tableOf(entity)} WHERE ${condition} LIMIT 1${lock ? " FOR UPDATE" : ""}`;
  const [row] = await preparedRows<Row>(
    db,
    { name: nameOf(text), text },
    values,
  );
  return row ?? null;
}

/** Adds a row; what the database made of it is its id. */
export async function insertRow<Row extends ObjectLiteral & { id: number }>(
  tx: Db,
  entity: EntitySchema<Row>,
  row: Omit<Row, "id">,
): Promise<number> {
  const columns = given(entity, row as Partial<Row>);
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const places = columns.map((_, index) => `$${index + 1}`).join(", ");
  const text = `INSERT INTO ${tableOf(entity)} (${names}) VALUES (${places}) RETURNING id`;
  const [made] = await preparedRows<{ id: number }>(
    tx,
    { name: nameOf(text), text },
    columns.map(({ value }) => value),
  );
  if (made === undefined) throw new Error("an INSERT returns its row");
  return made.id;
}

/** Changes the rows that meet a condition, whose values come first; how many those were. */
export async function changeRows<Row extends ObjectLiteral>(
  tx: Db,
  entity: EntitySchema<Row>,
  change: Partial<Row>,
  condition: string,
  values: unknown[],
): Promise<number> {
  const columns = given(entity, change);
  const assignments = columns.map(
    ({ name }, index) => `"${name}" = $${values.length + index + 1}`,
  );
  const text = `UPDATE ${tableOf(entity)} SET ${assignments.join(", ")} WHERE ${condition}`;
  return affected(tx, { name: nameOf(text), text }, [
    ...values,
    ...columns.map(({ value }) => value),
  ]);
}

/** The columns that a row has values for, as the driver takes them. */
function given<Row extends ObjectLiteral>(
  entity: EntitySchema<Row>,
  row: Partial<Row>,
): { name: string; value: unknown }[] {
  return columnsOf(entity).flatMap(({ property, name, type }) => {
    const value: unknown = row[property];
    return value === undefined ? [] : [{ name, value: driven(type, value) }];
  });
}

function driven(type: unknown, value: unknown): unknown {
  if (value === null) return null;
  if (type === "jsonb") return JSON.stringify(value);
  return type === "timestamp with time zone"
    ? new Date(value as Instant)
    : value;
}

const names = new Map<string, string>();

/** PostgreSQL keeps a statement by its name, of which 63 letters count. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `statement ${names.size + 1}`;
  names.set(text, name);
  return name;
}
