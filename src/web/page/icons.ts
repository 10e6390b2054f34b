import type { Status } from "../../domain/service.ts";
import { html, type Html } from "./html.ts";
import { statusWords } from "./words.ts";

/** One drawing for each status; their shapes differ, too. Drawn once for a page, and used by reference. */
export const iconSheet = html`<svg class="sheet" aria-hidden="true">
  <symbol id="i-up" viewBox="0 0 20 20">
    <circle cx="10" cy="10" r="9" />
    <path d="M5.5 10.5l3 3 6-7" />
  </symbol>
  <symbol id="i-difficulties" viewBox="0 0 20 20">
    <path class="solid" d="M10 1.5 19.5 18.5H.5z" />
    <path d="M10 7.5v5M10 15v.6" />
  </symbol>
  <symbol id="i-down" viewBox="0 0 20 20">
    <rect x="1" y="1" width="18" height="18" rx="3" />
    <path d="M6.5 6.5l7 7M13.5 6.5l-7 7" />
  </symbol>
  <symbol id="i-maintenance" viewBox="0 0 20 20">
    <circle cx="10" cy="10" r="9" />
    <path d="M10 5v5.5l3.5 2" />
  </symbol>
  <symbol id="i-unknown" viewBox="0 0 20 20">
    <circle cx="10" cy="10" r="9" />
    <path d="M6 10h8" />
  </symbol>
</svg>`;

export function icon(status: Status): Html {
  return html`<svg class="icon ${status}" aria-hidden="true">
    <use href="#i-${status}" />
  </svg>`;
}

export function badge(status: Status): Html {
  return html`<span class="status ${status}"
    >${icon(status)} ${statusWords[status]}</span
  >`;
}
