// What is read and written at every change of mind: TypeORM's own way to a statement costs more than all that PostgreSQL
// does for it. These are made from the same entities, and each connection parses them once.
import type { EntitySchema, ObjectLiteral } from "typeorm";
import type { Instant } from "../domain/time.ts";
import { affected, type Db, type Prepared, preparedRows } from "./db.ts";

/** What an entity says of its table. */
interface Table {
  name: string;
  columns: { property: string; name: string; type: unknown }[];
  /** Reads its rows as the entity's. */
  select: string;
}

const known = new WeakMap<object, Table>();

function tableOf<Row extends ObjectLiteral>(entity: EntitySchema<Row>): Table {
  const found = known.get(entity);
  if (found !== undefined) return found;
  const { options } = entity;
  const name = options.tableName ?? options.name;
  const columns = Object.entries(options.columns).map(([property, column]) => ({
    property,
    name: column?.name ?? property,
    type: column?.type,
  }));
  const list = columns.map((one) => `"${one.name}" AS "${one.property}"`);
  const select = `SELECT ${list.join(", ")} FROM ${name}`;
  const table = { name, columns, select };
  known.set(entity, table);
  return table;
}

/** The first row that meets a condition on its columns; null where there is none. */
export async function findRow<Row extends ObjectLiteral>(
  db: Db,
  entity: EntitySchema<Row>,
  condition: string,
  values: unknown[],
): Promise<Row | null> {
  const text = `${tableOf(entity).select} WHERE ${condition} LIMIT 1`;
  const [row] = await preparedRows<Row>(db, named(text), values);
  return row ?? null;
}

/** The rows that meet a condition, locked until the transaction ends: in order, so that no two wait for each other. */
export async function lockRows<Row extends ObjectLiteral & { id: number }>(
  tx: Db,
  entity: EntitySchema<Row>,
  condition: string,
  values: unknown[],
): Promise<Row[]> {
  const text = `${tableOf(entity).select} WHERE ${condition} ORDER BY id FOR UPDATE`;
  return preparedRows<Row>(tx, named(text), values);
}

/** Adds a row; what the database made of it is its id. */
export async function insertRow<Row extends ObjectLiteral & { id: number }>(
  tx: Db,
  entity: EntitySchema<Row>,
  row: Omit<Row, "id">,
): Promise<number> {
  const columns = given(entity, row as Partial<Row>);
  const list = columns.map(({ name }) => `"${name}"`).join(", ");
  const places = columns.map((_, index) => `$${index + 1}`).join(", ");
  const text = `INSERT INTO ${tableOf(entity).name} (${list}) VALUES (${places}) RETURNING id`;
  const [made] = await preparedRows<{ id: number }>(
    tx,
    named(text),
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
  const text = `UPDATE ${tableOf(entity).name} SET ${assignments.join(", ")} WHERE ${condition}`;
  return affected(tx, named(text), [
    ...values,
    ...columns.map(({ value }) => value),
  ]);
}

/** The columns that a row has values for, as the driver takes them. */
function given<Row extends ObjectLiteral>(
  entity: EntitySchema<Row>,
  row: Partial<Row>,
): { name: string; value: unknown }[] {
  return tableOf(entity).columns.flatMap(({ property, name, type }) => {
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

const statements = new Map<string, Prepared>();

/** The same statement always under the same name, by which each connection keeps it. */
function named(text: string): Prepared {
  const found = statements.get(text);
  if (found !== undefined) return found;
  const made = { name: `statement ${statements.size + 1}`, text };
  statements.set(text, made);
  return made;
}
