import type { PublicPost } from "../../actions/public/public-view.ts";
import { html, type Html } from "./html.ts";
import { moment } from "./words.ts";

/** What was posted to customers, the latest first. */
export function postsSection(
  posts: readonly PublicPost[],
  timezone: string,
): Html | null {
  if (posts.length === 0) return null;
  return html`<section aria-labelledby="posts">
    <h2 id="posts">What we posted</h2>
    <ul class="posts">
      ${posts.map(
        ({ at, account, text, url }) =>
          html`<li>
            <p class="said">${text}</p>
            <p class="note">
              ${account},
              ${url === null ? moment(at, timezone) : html`<a href="${url}" rel="noopener">${moment(at, timezone)}</a>`}
            </p>
          </li>`,
      )}
    </ul>
  </section>`;
}
