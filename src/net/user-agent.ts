import { readFileSync } from "node:fs";

const manifest = new URL("../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as {
  version: string;
};

/** How we introduce ourselves to whatever is looked at. */
export const userAgent = `allswell/${version}`;
