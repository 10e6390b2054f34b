/** The ways of telling, and what they can do. */
export const channels = {
  /** Messages can be changed: the first of a storm goes out at once, and the rest joins it. */
  slack: { isEditable: true },
  /** A post stays as it is: what may be told together is waited for. */
  x: { isEditable: false },
  mastodon: { isEditable: false },
  bluesky: { isEditable: false },
  /** So does a mail. */
  mail: { isEditable: false },
  /** To the person on call. */
  sms: { isEditable: false },
  webhook: { isEditable: false },
} as const;

export type ChannelName = keyof typeof channels;

/** Whether what was told through a channel can be brought up to date; unknown ones cannot. */
export function isEditable(channel: string): boolean {
  return (
    Object.hasOwn(channels, channel) &&
    channels[channel as ChannelName].isEditable
  );
}
