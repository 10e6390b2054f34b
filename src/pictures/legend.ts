import { colours } from "./theme.ts";

/** One entry: the name of a series, and how it looks where that is not told by the series. */
export interface Entry {
  name: string;
  icon?: string;
  itemStyle?: object;
}

export interface Legend {
  /** How much room it takes at the lower end. */
  height: number;
  option: object;
}

const FONT_SIZE = 12;
const ROW = 25;
const MARGIN = 12;
const ICON = 28;
const GAP = 12;
/** Letters are about this broad, in parts of their size. */
const LETTER = 0.6;

/** What the lines and colours mean, below the picture, in as many rows as it takes; nothing for no entries. */
export function legendOf(entries: readonly Entry[], width: number): Legend {
  if (entries.length === 0) return { height: 0, option: {} };
  return {
    height: rowsFor(entries, width - 2 * MARGIN) * ROW + MARGIN / 4,
    option: {
      legend: {
        left: MARGIN,
        right: MARGIN,
        bottom: MARGIN / 2,
        itemWidth: ICON,
        itemHeight: FONT_SIZE,
        itemGap: GAP,
        textStyle: { color: colours.text, fontSize: FONT_SIZE },
        data: [...entries],
      },
    },
  };
}

function rowsFor(entries: readonly Entry[], room: number): number {
  let rows = 1;
  let used = 0;
  for (const { name } of entries) {
    const width = ICON + 5 + name.length * FONT_SIZE * LETTER + GAP;
    if (used > 0 && used + width > room) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return rows;
}
