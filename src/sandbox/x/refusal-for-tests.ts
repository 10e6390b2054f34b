import assert from "node:assert/strict";
import { ApiResponseError } from "twitter-api-v2";

/** The refusal of a call that must be refused. */
export async function refusal(
  call: Promise<unknown>,
): Promise<ApiResponseError> {
  const error: unknown = await call.then(
    () => new Error("it was accepted"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ApiResponseError, String(error));
  return error;
}
