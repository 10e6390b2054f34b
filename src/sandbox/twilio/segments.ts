/** The GSM 7-bit alphabet (3GPP TS 23.038), and what needs two places in it. */
const ONE_PLACE = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const TWO_PLACES = new Set("\f^{}\\[~]|€");

/** How many characters a message of one segment holds, and each segment of a longer one, which spends some on its number. */
const gsm = { alone: 160, each: 153 };
const ucs2 = { alone: 70, each: 67 };

/** Into how many segments a text is cut: that many are sent and paid. */
export function segmentsOf(text: string): number {
  const places = gsmPlaces(text);
  return places === undefined
    ? segments(
        Array.from(text, (symbol) => symbol.length),
        ucs2,
      )
    : segments(places, gsm);
}

function gsmPlaces(text: string): number[] | undefined {
  const places = [];
  for (const symbol of text) {
    if (ONE_PLACE.has(symbol)) places.push(1);
    else if (TWO_PLACES.has(symbol)) places.push(2);
    else return undefined;
  }
  return places;
}

/** A symbol of two places is not cut apart. */
function segments(places: number[], size: typeof gsm): number {
  const total = places.reduce((sum, width) => sum + width, 0);
  if (total <= size.alone) return 1;
  let count = 1;
  let used = 0;
  for (const width of places) {
    if (used + width > size.each) {
      count += 1;
      used = 0;
    }
    used += width;
  }
  return count;
}
