/** The networks on which a namespace speaks to its customers, by the channel's name. */
export const networkNames = {
  x: "X",
  mastodon: "Mastodon",
  bluesky: "Bluesky",
} as const;

export type Network = keyof typeof networkNames;
export const networks = Object.keys(networkNames) as Network[];

/** Whether a channel is a network, where everybody reads along. */
export function isNetwork(channel: string): channel is Network {
  return Object.hasOwn(networkNames, channel);
}
