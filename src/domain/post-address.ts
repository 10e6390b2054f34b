/** Where everybody reads a post: its network's page of it; null where that cannot be told. */
export function postAddress(
  channel: string,
  account: string,
  remoteId: string,
): string | null {
  switch (channel) {
    case "x": {
      const [, handle] = /^@(\w{1,15})$/.exec(account) ?? [];
      return handle !== undefined && /^\d{1,20}$/.test(remoteId)
        ? `https://x.com/${handle}/status/${remoteId}`
        : null;
    }
    case "mastodon": {
      const [, name, host] = /^@([\w.-]+)@([a-z0-9.-]+)$/i.exec(account) ?? [];
      return name !== undefined && /^\d{1,30}$/.test(remoteId)
        ? `https://${host}/@${name}/${remoteId}`
        : null;
    }
    case "bluesky": {
      const [, owner, key] =
        /^at:\/\/(did:[a-z]+:[\w.:%-]+)\/app\.bsky\.feed\.post\/([\w.~-]+)$/.exec(
          remoteId,
        ) ?? [];
      return owner !== undefined && key !== undefined
        ? `https://bsky.app/profile/${owner}/post/${key}`
        : null;
    }
    default:
      return null;
  }
}
