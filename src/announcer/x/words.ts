import { fitsX, hasLink, inert, updateText } from "../../base/post-words.ts";
import { LINK_PRICE, POST_PRICE } from "../../domain/posts/price.ts";
import type { Words } from "../posts/told.ts";

/** How X counts, and what it makes links, mentions and tags of. */
export const xWords: Words = {
  fits: fitsX,
  inert,
  update: updateText,
  price: (text) => (hasLink(text) ? LINK_PRICE : POST_PRICE),
};
