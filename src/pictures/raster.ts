import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("raster-child.ts", import.meta.url));
/** Drawing takes a tenth of a second; a small SVG can ask for hours of work, and for all the memory there is. */
const LONGEST_MS = 10_000;
const MOST_BYTES = 600_000_000;
const LOOK_EVERY_MS = 50;

/**
 * A stranger's SVG as a PNG: whatever a browser would run or fetch is gone. Undefined where it cannot be drawn, or only
 * with more time or memory than a picture is worth.
 */
export async function rasterSvg(svg: Buffer): Promise<Buffer | undefined> {
  const text = withoutOutside(svg.toString("utf8"));
  if (text === undefined) return undefined;
  const child = spawn(process.execPath, [program], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {},
  });
  const deadline = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
  const watch = setInterval(() => void limit(child.pid, child), LOOK_EVERY_MS);
  try {
    const ended = new Promise<number | null>((resolve) => {
      child.once("close", resolve);
      child.once("error", () => resolve(null));
    });
    child.stdin.on("error", () => undefined); // it was ended before it had read all
    child.stdin.end(text);
    const png = await buffer(child.stdout);
    return (await ended) === 0 && png.length > 0 ? png : undefined;
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
  }
}

async function limit(
  pid: number | undefined,
  child: ReturnType<typeof spawn>,
): Promise<void> {
  try {
    const status = await readFile(`/proc/${pid ?? 0}/status`, "utf8");
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
    if (Number(kilobytes) * 1_024 > MOST_BYTES) child.kill("SIGKILL");
  } catch {
    // it has ended, or this machine does not tell: then only the time is limited
  }
}

/** The renderer opens files that an image names: what does not point into the picture itself is taken away. */
function withoutOutside(svg: string): string | undefined {
  if (/<!(DOCTYPE|ENTITY)/i.test(svg) && /<!ENTITY/i.test(svg))
    return undefined;
  return svg.replace(
    /([\w.-]+:)?href\s*=\s*("[^"]*"|'[^']*')/gi,
    (attribute, _prefix, value: string) =>
      /^["'](#|data:image\/(png|jpeg);base64,)/i.test(value) ? attribute : "",
  );
}
