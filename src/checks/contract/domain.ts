import type { Row } from "./row.ts";

export const domainRow: Row = {
  transport: "none",
  settings: () => [{ domain: "www.example.org" }],
  tellAll: null,
};
