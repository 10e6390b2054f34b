import type { Watch } from "../database/guarded-stream.ts";
import { HEADER_BYTES } from "./packets.ts";

const NUMBERS = 256;
const NUMBER_AT = HEADER_BYTES - 1;

/**
 * Holds the server to the numbers of its packets: an answer goes on counting where the question ended. mysql2 would print
 * a warning to the console and read on.
 *
 * `taken` is how many numbers of the login were used up before mysql2 came, which knows nothing of a request for TLS: it
 * hears and says smaller ones. From its first command on, which counts from 0 again, there is no difference.
 */
export function watchFraming(taken: number): Watch {
  let isLoggingIn = true;
  // The greeting came before the request for TLS.
  let ahead = 0;
  let expected = 0;
  let header = 0;
  let bodyLength = 0;
  let bodyLeft = 0;

  function hearHeader(byte: number): number {
    header += 1;
    if (header < HEADER_BYTES) {
      bodyLength += byte * NUMBERS ** (header - 1);
      return byte;
    }
    if (byte !== (expected + ahead) % NUMBERS)
      throw new Error("a packet has the wrong number");
    const heard = expected;
    expected = (expected + 1) % NUMBERS;
    bodyLeft = bodyLength;
    header = bodyLength = 0;
    return heard;
  }

  return {
    said(bytes) {
      const number = bytes[NUMBER_AT] ?? 0;
      isLoggingIn &&= number > 0;
      ahead = isLoggingIn ? taken : 0;
      expected = (number + 1) % NUMBERS;
      const sent = Buffer.from(bytes);
      sent[NUMBER_AT] = (number + ahead) % NUMBERS;
      return sent;
    },
    heard(bytes) {
      const heard = Buffer.from(bytes);
      let at = 0;
      while (at < heard.length) {
        if (bodyLeft === 0) {
          heard[at] = hearHeader(heard[at] ?? 0);
          at += 1;
        } else {
          const skipped = Math.min(bodyLeft, heard.length - at);
          bodyLeft -= skipped;
          at += skipped;
        }
      }
      return heard;
    },
  };
}
