import { hookFormOf, isForPrograms } from "./hook-forms.ts";

import { SECOND } from "./time.ts";

/**
 * The ways of telling, and what they can do. `leaseMs`: how long a deliverer may work on one message before another one
 * takes over: longer than the channel waits for its remote, or two would send it, and short enough that what a dead one
 * held is told within 45 s.
 */
export const channels = {
  /** Messages can be changed: the first of a storm goes out at once, and the rest joins it. */
  slack: { isEditable: true, leaseMs: 25 * SECOND },
  /** A post stays as it is: what may be told together is waited for. */
  x: { isEditable: false, leaseMs: 30 * SECOND },
  mastodon: { isEditable: false, leaseMs: 25 * SECOND },
  bluesky: { isEditable: false, leaseMs: 25 * SECOND },
  /** So does a mail. */
  mail: { isEditable: false, leaseMs: 30 * SECOND },
  /** All readers of the public page together; each gets a copy by mail. */
  readers: { isEditable: false, leaseMs: 30 * SECOND },
  /** To the person on call; where it takes half a minute, the next one is called. */
  sms: { isEditable: false, leaseMs: 20 * SECOND },
  webhook: { isEditable: false, leaseMs: 30 * SECOND },
} as const;

export type ChannelName = keyof typeof channels;

/** Whether what was told through a channel can be brought up to date; unknown ones cannot. */
export function isEditable(channel: string): boolean {
  return (
    Object.hasOwn(channels, channel) &&
    channels[channel as ChannelName].isEditable
  );
}

const LONGEST_LEASE_MS = Math.max(
  ...Object.values(channels).map(({ leaseMs }) => leaseMs),
);

/** How long a deliverer may work on one message of a channel. */
export function leaseMsOf(channel: string): number {
  return Object.hasOwn(channels, channel)
    ? channels[channel as ChannelName].leaseMs
    : LONGEST_LEASE_MS;
}

/** Whether what happened is told at once, and not when the window is over in which it may be told together. */
export function isToldAtOnce({
  channel,
  recipient,
}: {
  channel: string;
  recipient: string;
}): boolean {
  return (
    isEditable(channel) ||
    (channel === "webhook" && isForPrograms(hookFormOf(recipient)))
  );
}
