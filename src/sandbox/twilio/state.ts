import { z } from "zod";
import { createErrorCodes } from "./errors.ts";

export const statuses = [
  "accepted",
  "queued",
  "sending",
  "sent",
  "delivered",
  "undelivered",
  "failed",
  "received",
] as const;
export type Status = (typeof statuses)[number];

export const numberSchema = z.string().regex(/^\+[1-9]\d{6,14}$/);
const sid = (prefix: string): z.ZodString =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`));
const url = z.url({ protocol: /^https?$/ });

export const settingsSchema = z.strictObject({
  /** How long a message stays in each status, in ms. */
  stepMs: z.number().int().min(0),
  /** A trial account may write to the verified numbers only. */
  trial: z.boolean(),
  verified: z.array(numberSchema),
});

/** A number of our own. */
export const ownNumberSchema = z.strictObject({
  number: numberSchema,
  /** Where messages that it receives are told; null: nowhere, they can be listed. */
  smsUrl: url.nullable(),
});
export type OwnNumber = z.infer<typeof ownNumberSchema>;

export const serviceSchema = z.strictObject({
  sid: sid("MG"),
  /** Its pool of senders: numbers of our own. */
  numbers: z.array(numberSchema).min(1),
  statusCallback: url.nullable(),
});
export type Service = z.infer<typeof serviceSchema>;

/** A number that answers each message by itself. */
const gatewaySchema = z.strictObject({
  afterMs: z.number().int().min(0),
  /** "{body}" in it is the message: "you said {body}" gives back a nonce. */
  text: z.string().min(1),
  /** Another number that the answer comes from. */
  from: z.exactOptional(numberSchema),
});

/** What becomes of messages to a number. */
export const phoneSchema = z.strictObject({
  number: numberSchema,
  /** Refuse to create a message to it, with this code. */
  refuse: z.literal(createErrorCodes).nullable(),
  /** The last status: "sent" is a country without reports, "queued" never leaves. */
  ends: z.enum(["delivered", "sent", "undelivered", "failed", "queued"]),
  /** With undelivered and failed. */
  errorCode: z.number().int(),
  /** How the status callbacks arrive. */
  callbacks: z.enum(["in order", "reversed", "twice", "never"]),
  gateway: gatewaySchema.nullable(),
  /** The numbers of ours to which its owner wrote STOP. */
  stopped: z.array(numberSchema),
});
export type Phone = z.infer<typeof phoneSchema>;

const messageSchema = z.strictObject({
  seq: z.number().int(),
  sid: sid("SM"),
  direction: z.enum(["inbound", "outbound-api", "outbound-reply"]),
  /** null until a Messaging Service has chosen a sender. */
  from: z.string().nullable(),
  to: z.string(),
  body: z.string(),
  serviceSid: z.string().nullable(),
  statusCallback: z.string().nullable(),
  validityPeriodS: z.number().int(),
  status: z.enum(statuses),
  errorCode: z.number().int().nullable(),
  /** When it was accepted, ms since 1970. */
  at: z.number(),
  sentAt: z.number().nullable(),
  /** Every status that it had, with the time. */
  history: z.array(
    z.strictObject({ status: z.enum(statuses), at: z.number() }),
  ),
  deletedAt: z.number().nullable(),
});
export type Message = z.infer<typeof messageSchema>;

export const stateSchema = z.strictObject({
  settings: settingsSchema,
  numbers: z.array(ownNumberSchema),
  services: z.array(serviceSchema),
  phones: z.array(phoneSchema),
  messages: z.array(messageSchema),
});
export type TwilioState = z.infer<typeof stateSchema>;

const finalStatuses: readonly Status[] = [
  "delivered",
  "undelivered",
  "failed",
  "received",
];

/** Nothing more is to come of this message. */
export function isFinal(status: Status): boolean {
  return finalStatuses.includes(status);
}
