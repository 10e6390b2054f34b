import * as z from "zod";
import { MAX_BUTTON_VALUE } from "../../base/slack-blocks.ts";
import type { Word } from "../words.ts";

/** What the values of buttons and menus hold. They come back from Slack: they are read, never believed. */

const words = z
  .array(
    z.object({
      kind: z.enum(["word", "quoted", "user", "channel", "group", "link"]),
      text: z.string(),
      id: z.string().exactOptional(),
    }),
  )
  .min(1);

const pause = z.object({
  target: z.union([
    z.object({ monitorId: z.int32() }),
    z.object({ serviceId: z.int32() }),
  ]),
  /** Null: until somebody resumes it. */
  ms: z.int().min(0).nullable(),
});
export type PauseValue = z.infer<typeof pause>;

const many = z.object({
  verb: z.enum(["pause", "resume", "check", "remove"]),
  pattern: z.string(),
  ms: z.int().min(0).nullable(),
  /** How many things it meant when it was asked. */
  count: z.int().min(0),
});
export type ManyValue = z.infer<typeof many>;

const restore = z.union([
  z.strictObject({ monitorId: z.int32() }),
  z.strictObject({ serviceId: z.int32() }),
  z.strictObject({ removedAt: z.int() }),
]);
export type RestoreValue = z.infer<typeof restore>;

const place = z.object({
  page: z.int().min(0),
  namespaceSlug: z.string().nullable(),
});
export type BoardPlace = z.infer<typeof place>;

const historyPlace = z.object({
  page: z.int().min(0),
  serviceId: z.int32().min(1).nullable(),
  namespaceSlug: z.string().nullable(),
  onlyOpen: z.boolean(),
});

const ticket = z.object({
  slug: z.string(),
  keyId: z.string(),
  sealed: z.base64(),
});
export type SealedTicket = z.infer<typeof ticket>;

/** Undefined where the value is not what a button of ours holds. */
export function reader<Value>(
  schema: z.ZodType<Value>,
): (value: string) => Value | undefined {
  return (value) => {
    try {
      return schema.safeParse(JSON.parse(value)).data;
    } catch {
      return undefined;
    }
  };
}

export const readWords: (value: string) => Word[] | undefined = reader(words);
export const readPause = reader(pause);
export const readMany = reader(many);
export const readRestore = reader(restore);
export const readBoardPlace = reader(place);
export const readHistoryPlace = reader(historyPlace);
export const readTicket = reader(ticket);

const LARGEST_ID = 2_147_483_647;

/** The id of a row; undefined where it is none. */
export function readId(value: string): number | undefined {
  const id = /^[1-9]\d{0,9}$/.test(value) ? Number(value) : undefined;
  return id !== undefined && id <= LARGEST_ID ? id : undefined;
}

/** A whole command for a button; undefined where it is too long for one. */
export function commandValue(typed: readonly Word[]): string | undefined {
  const value = JSON.stringify(typed);
  return value.length <= MAX_BUTTON_VALUE ? value : undefined;
}
