/** What XML can hold: it has no way to write most control characters. https://www.w3.org/TR/xml/#charsets */
export function xmlText(text: string): string {
  return text.toWellFormed().replace(/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu, "");
}
