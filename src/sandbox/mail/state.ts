import { z } from "zod";

const headerSchema = z.strictObject({ name: z.string(), value: z.string() });

const mailSchema = z.strictObject({
  seq: z.number().int(),
  /** When it was accepted, ms since 1970. */
  at: z.number(),
  /** The envelope: who sent it, empty for a bounce, and who gets it. */
  from: z.string(),
  to: z.array(z.string()),
  headers: z.array(headerSchema),
  messageId: z.string(),
  subject: z.string(),
  references: z.array(z.string()),
  /** The first text/plain part, decoded; null where there is none. */
  text: z.string().nullable(),
  html: z.string().nullable(),
  /** As it arrived; bytes that are no UTF-8 are lost. */
  raw: z.string(),
});
export type Mail = z.infer<typeof mailSchema>;

/** A recipient that is always refused. */
export const refusalSchema = z.strictObject({
  address: z.string().min(1),
  code: z.number().int().min(400).max(599).default(550),
  text: z.string().default("5.1.1 no such user here"),
});
export type Refusal = z.infer<typeof refusalSchema>;

export const stateSchema = z.strictObject({
  mails: z.array(mailSchema),
  refusals: z.array(refusalSchema),
});
export type MailState = z.infer<typeof stateSchema>;
