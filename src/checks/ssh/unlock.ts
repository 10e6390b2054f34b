import { Worker } from "node:worker_threads";

/**
 * Unlocks a private key, as text that is not locked; undefined where the passphrase is wrong, or the signal fired. In a
 * thread of its own: the work is made to be slow (half a second at ssh-keygen's defaults) and would stop everything else.
 */
export function unlockKey(
  key: string,
  passphrase: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./unlock-worker.ts", import.meta.url), {
      workerData: { key, passphrase },
    });
    const stop = () => void worker.terminate();
    signal.addEventListener("abort", stop, { once: true });
    let answer: string | undefined;
    worker.once("message", (pem: string | undefined) => (answer = pem));
    worker.once("error", reject);
    worker.once("exit", () => {
      signal.removeEventListener("abort", stop);
      resolve(answer);
    });
  });
}
