/** Addresses of a namespace's page: at its own domain, where it has one. `urlOf`: where this program is reached. */
export function siteAddress(
  urlOf: (path: string) => string,
  domain: string | null,
): (path: string) => string {
  if (domain === null) return urlOf;
  const { protocol } = new URL(urlOf("/"));
  return (path) => `${protocol}//${domain}${path}`;
}
