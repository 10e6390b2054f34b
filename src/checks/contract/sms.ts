import type { Row } from "./row.ts";

export const smsRow: Row = {
  transport: "none",
  settings: () => [{ to: "+447700900123", expect: "(?i)^ok" }],
  tellAll: null,
};
