import type { Row } from "./row.ts";

export const pushRow: Row = {
  transport: "none",
  settings: () => [{ fresh: "10m" }],
  tellAll: null,
};
