import { nameKey } from "./names.ts";

/** A service as patterns see it. */
export interface Named {
  namespaceSlug: string;
  /** Its name, as nameKey() makes it. */
  nameKey: string;
}

/** Whether a word is a pattern rather than a name. */
export function isPattern(text: string): boolean {
  return text.includes("*");
}

/**
 * Whether "iati/*" or "*data*" means a service: "*" stands for anything, also for nothing. A pattern with a slash is
 * laid on "namespace/service", one without on the service's name alone. Takes as long as the texts, whatever they are.
 */
export function matchesPattern(
  pattern: string,
  { namespaceSlug, nameKey: name }: Named,
): boolean {
  const key = withoutSpaces(nameKey(pattern));
  const text = key.includes("/") ? `${namespaceSlug}/${name}` : name;
  return matches(key, withoutSpaces(text));
}

/** Each piece is looked for behind the one before it: the first place where it fits leaves the most room for the rest. */
function matches(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** People write spaces around slashes, or do not. */
function withoutSpaces(key: string): string {
  return key.replace(/ ?\/ ?/g, "/");
}
