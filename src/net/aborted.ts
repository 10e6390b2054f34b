import type { ConnectFailed } from "./connector.ts";

/** What every step answers when its signal fires first. */
export const aborted: ConnectFailed = {
  ok: false,
  failure: { kind: "aborted", text: "stopped before it was connected" },
};

/** What the work answers, or `aborted` as soon as the signal fires; the work itself goes on unheard. */
export function unlessAborted<Answer>(
  work: Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer | ConnectFailed> {
  if (signal.aborted) return Promise.resolve(aborted);
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(aborted);
    signal.addEventListener("abort", onAbort, { once: true });
    work
      .finally(() => signal.removeEventListener("abort", onAbort))
      .then(resolve, reject);
  });
}
