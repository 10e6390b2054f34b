import * as z from "zod";

/** What a form shows of a settings field. */
export interface FieldMeta {
  label: string;
  help?: string;
  placeholder?: string;
  /** Stored encrypted, never shown again. */
  secret?: true;
}

/** A field that is stored encrypted and never shown again: passwords, tokens. */
export function secretText(meta: Omit<FieldMeta, "secret">): z.ZodString {
  return z
    .string()
    .min(1)
    .max(4_000)
    .meta({ ...meta, secret: true });
}

/** The names of the secret fields of a settings schema. */
export function secretFields(schema: z.ZodType): string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, field]) =>
    isSecret(field as z.ZodType) ? [name] : [],
  );
}

function isSecret(field: z.ZodType): boolean {
  if (field.meta()?.["secret"] === true) return true;
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault
    ? isSecret(field.unwrap() as z.ZodType)
    : false;
}
