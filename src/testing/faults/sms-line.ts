import type { SmsLine } from "../../checks/sms/line.ts";

/** A telephone number that sends, and to which nobody replies. */
export const silentLine: SmsLine = {
  number: "+447700900000",
  pollMs: 10,
  send: async () => ({ ok: true, id: "SM1", at: Date.now() }),
  failureOf: async () => undefined,
  repliesSince: async () => ({ ok: true, replies: [] }),
};

/** One on which these come, once each time that something was sent. */
export function replyingLine(from: string, texts: string[]): SmsLine {
  let sent = 0;
  return {
    ...silentLine,
    send: async () => {
      sent += 1;
      return { ok: true, id: `SM${sent}`, at: Date.now() };
    },
    repliesSince: async () => ({
      ok: true,
      replies:
        sent === 0
          ? []
          : texts.map((text, index) => ({
              id: `SM-in-${sent}-${index}`,
              from,
              text,
              at: Date.now(),
            })),
    }),
  };
}
