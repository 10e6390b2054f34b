import { html, type Html } from "./html.ts";

export type Cell = Html | string | number | null;

export interface Table {
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** A table that scrolls by itself where it is too wide; what stands first in a row names it. `inner`: for the team. */
export function scrollingTable(
  name: string,
  { head, rows }: Table,
  { inner = false }: { inner?: boolean } = {},
): Html {
  return html`<div
    class="scroll"
    role="region"
    aria-label="${name}, as a table"
    tabindex="0"
  >
    <table${inner ? html` class="inner"` : null}>
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = "", ...rest]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${rest.map((cell) => html`<td>${cell ?? "–"}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
