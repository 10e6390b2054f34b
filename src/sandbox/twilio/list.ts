import { z } from "zod";
import { badParameter, type TwilioError } from "./errors.ts";
import type { Message } from "./state.ts";
import { messageView, messagesPath } from "./view.ts";
import type { TwilioWorld } from "./world.ts";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

/** A day, or a time of which only the day counts: that is how the filter is described. */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T[0-9:.]+Z)?$/)
  .transform((text) => text.slice(0, 10));

const querySchema = z.object({
  To: z.exactOptional(z.string()),
  From: z.exactOptional(z.string()),
  DateSent: z.exactOptional(day),
  "DateSent<": z.exactOptional(day),
  "DateSent>": z.exactOptional(day),
  PageSize: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE_SIZE)
    .default(DEFAULT_PAGE_SIZE),
  Page: z.coerce.number().int().min(0).default(0),
  /** The last message of the page before. */
  PageToken: z.exactOptional(z.string().regex(/^PASM[0-9a-f]{32}$/)),
});
type Query = z.infer<typeof querySchema>;

type Listed = { ok: true; page: object } | { ok: false; error: TwilioError };

/** The answer to ListMessage: the newest first. */
export function listMessages(world: TwilioWorld, query: unknown): Listed {
  const asked = querySchema.safeParse(query);
  if (!asked.success) {
    const names = asked.error.issues.map(({ path }) => path.join("."));
    return { ok: false, error: badParameter(names.join(", ")) };
  }
  const all = world.messages
    .all()
    .filter((message) => matches(message, asked.data));
  return { ok: true, page: pageView(world, [...all].reverse(), asked.data) };
}

function matches(message: Message, query: Query): boolean {
  const sentOn = new Date(message.sentAt ?? message.at)
    .toISOString()
    .slice(0, 10);
  return (
    message.deletedAt === null &&
    (query.To ?? message.to) === message.to &&
    (query.From ?? message.from) === message.from &&
    (query.DateSent ?? sentOn) === sentOn &&
    (query["DateSent>"] ?? sentOn) <= sentOn &&
    (query["DateSent<"] ?? sentOn) >= sentOn
  );
}

function pageView(world: TwilioWorld, found: Message[], query: Query): object {
  const { PageSize: size, Page: page, PageToken: token } = query;
  const before = found.findIndex(({ sid }) => `PA${sid}` === token);
  const start = token === undefined ? page * size : before + 1;
  const shown = found.slice(start, start + size);
  const last = shown.at(-1);
  const hasNext = last !== undefined && start + size < found.length;
  const uri = (number: number, pageToken?: string): string =>
    pageUri(world, query, number, pageToken);
  return {
    end: start + Math.max(0, shown.length - 1),
    first_page_uri: uri(0),
    messages: shown.map((message) => messageView(world, message)),
    next_page_uri: hasNext ? uri(page + 1, `PA${last.sid}`) : null,
    page,
    page_size: size,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    start,
    uri: uri(page, token),
  };
}

function pageUri(
  { credentials }: TwilioWorld,
  query: Query,
  page: number,
  token?: string,
): string {
  const { PageToken: _old, ...asked } = query;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, Page: page }))
    parameters.set(name, String(value));
  if (token !== undefined) parameters.set("PageToken", token);
  return `${messagesPath(credentials.accountSid)}.json?${parameters.toString()}`;
}
