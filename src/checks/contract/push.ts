import { looksNowhere } from "./looks-nowhere.ts";
import type { Row } from "./row.ts";

export const pushRow: Row = {
  transport: "none",
  settings: () => [{ fresh: "10m" }],
  tellAll: "it has no secrets",
  leftOut: looksNowhere,
};
