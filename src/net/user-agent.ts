import { version } from "../base/version.ts";

/** How we introduce ourselves to whatever is looked at. */
export const userAgent = `allswell/${version}`;
