import type { TwitterApi } from "twitter-api-v2";
import type { PostPicture } from "../posts/told.ts";

/** Draws a picture as a PNG file. */
export type Draw = (picture: PostPicture["picture"]) => Promise<Buffer>;

/** Of each request. */
const TIMEOUT_MS = 5_000;

/** Uploads a post's picture; undefined where anything goes wrong: better told without it than late. */
export async function uploadPicture(
  client: TwitterApi,
  draw: Draw | undefined,
  { picture, description }: PostPicture,
): Promise<string | undefined> {
  try {
    const media = await draw?.(picture);
    if (media === undefined) return undefined;
    const answer = await client.v2.post<{ data?: { id?: string } } | undefined>(
      "media/upload",
      { media, media_category: "tweet_image" },
      { forceBodyMode: "form-data", timeout: TIMEOUT_MS },
    );
    const id = answer?.data?.id;
    if (id !== undefined)
      await client.v2.post(
        "media/metadata",
        { id, metadata: { alt_text: { text: description } } },
        { timeout: TIMEOUT_MS },
      );
    return id;
  } catch {
    return undefined;
  }
}
