import type { Row } from "./row.ts";

export const heartbeatRow: Row = {
  transport: "none",
  settings: () => [{ expect: "1d" }, { expect: "0 3 * * *", grace: "1h" }],
  tellAll: null,
};
