/** What a token may be used for: to read, or to read and to change what its person may change. */
export const scopes = ["read", "write"] as const;
export type Scope = (typeof scopes)[number];

export function isScope(word: string): word is Scope {
  return scopes.some((scope) => scope === word);
}
