/** The server that somebody typed: by an encrypted connection, but for this very machine, where things are tried. */
export function originOf(typed: string): string | undefined {
  const text = typed.trim();
  const address = text.includes("://") ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, origin } = new URL(address);
  const isHere = hostname === "127.0.0.1" || hostname === "localhost";
  const isAllowed = protocol === "https:" || (protocol === "http:" && isHere);
  return isAllowed && hostname.length > 0 ? origin : undefined;
}
