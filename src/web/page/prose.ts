import { html, type Html } from "./html.ts";

const item = /^\s*[-*•]\s+/;

/**
 * A text as somebody typed it: an empty line begins a paragraph, lines that begin with a dash are a list, and everything else is
 * text.
 */
export function prose(text: string): Html {
  return html`${text
    .split(/\n\s*\n/)
    .flatMap((block) =>
      runs(block.split("\n").filter((line) => line.trim() !== "")),
    )
    .map(({ isList, lines }) =>
      isList
        ? html`<ul>
            ${lines.map((line) => html`<li>${line.replace(item, "")}</li>`)}
          </ul>`
        : html`<p class="said">${lines.join("\n")}</p>`,
    )}`;
}

interface Run {
  isList: boolean;
  lines: string[];
}

/** Neighbouring lines of one kind. */
function runs(lines: readonly string[]): Run[] {
  const found: Run[] = [];
  for (const line of lines) {
    const isList = item.test(line);
    const last = found.at(-1);
    if (last?.isList === isList) last.lines.push(line);
    else found.push({ isList, lines: [line] });
  }
  return found;
}
