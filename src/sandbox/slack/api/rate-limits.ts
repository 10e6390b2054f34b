import { textOf, type Json } from "../json.ts";
import type { Method, Tier } from "./method.ts";

const MINUTE_MS = 60_000;

/** Calls a minute. Slack calls the special ones "hundreds". */
const perMinute: Record<Tier, number> = {
  1: 1,
  2: 20,
  3: 50,
  4: 100,
  special: 300,
};

/** "About one a second" in each channel, with short bursts; how short is not published. */
const POST_WINDOW_MS = 3000;
const POSTS_PER_WINDOW = 3;

interface Window {
  key: string;
  max: number;
  ms: number;
}

function windowsOf(name: string, { tier }: Method, args: Json): Window[] {
  const whole = { key: name, max: perMinute[tier], ms: MINUTE_MS };
  if (name !== "chat.postMessage") return [whole];
  const channel = textOf(args["channel"]) ?? "";
  return [
    whole,
    { key: `${name} ${channel}`, max: POSTS_PER_WINDOW, ms: POST_WINDOW_MS },
  ];
}

/** Counts calls as Slack does: each method by its tier, posting also by its channel. */
export class RateLimits {
  readonly #calls = new Map<string, number[]>();

  /** Undefined lets the call through and counts it; otherwise the seconds to wait. */
  secondsToWait(
    name: string,
    method: Method,
    args: Json,
    now: number,
  ): number | undefined {
    const windows = windowsOf(name, method, args);
    const longest = Math.max(
      ...windows.map((window) => this.#wait(window, now)),
    );
    if (longest > 0) return Math.ceil(longest / 1000);
    for (const { key } of windows) this.#calls.get(key)?.push(now);
    return undefined;
  }

  #wait({ key, max, ms }: Window, now: number): number {
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - ms);
    this.#calls.set(key, recent);
    const oldest = recent[0];
    return recent.length >= max && oldest !== undefined ? oldest + ms - now : 0;
  }
}
