import type { Row } from "./row.ts";

export const pingRow: Row = {
  transport: "none",
  settings: () => [{ host: "127.0.0.1" }],
  tellAll: null,
};
