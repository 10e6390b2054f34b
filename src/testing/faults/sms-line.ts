import type { SmsLine } from "../../checks/sms/line.ts";

/** A telephone number that sends, and to which nobody replies. */
export const silentLine: SmsLine = {
  number: "+447700900000",
  pollMs: 10,
  send: async () => ({ ok: true, id: "SM1", at: Date.now() }),
  failureOf: async () => undefined,
  repliesSince: async () => ({ ok: true, replies: [] }),
};

/** One on which these come, once something was sent. */
export function replyingLine(from: string, texts: string[]): SmsLine {
  let sentAt: number | undefined;
  return {
    ...silentLine,
    send: async () => {
      sentAt = Date.now();
      return { ok: true, id: "SM1", at: sentAt };
    },
    repliesSince: async () => ({
      ok: true,
      replies:
        sentAt === undefined
          ? []
          : texts.map((text, index) => ({
              id: `SM-in-${index}`,
              from,
              text,
              at: Date.now(),
            })),
    }),
  };
}
