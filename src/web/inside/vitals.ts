import { counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { HostVitals } from "../../domain/vitals.ts";
import type { Html } from "../page/html.ts";
import { factList } from "./parts.ts";

/** How a machine does. */
export function vitalsOf(vitals: HostVitals): Html | null {
  const { loads, cpus, memoryUsedPercent, disks, diskUsedPercent, uptimeMs } =
    vitals;
  const of = cpus === null ? "" : ` on ${counted(cpus, "CPU")}`;
  return factList([
    ["Load", loads === null ? null : `${loads.join(", ")}${of}`],
    [
      "Memory in use",
      memoryUsedPercent === null ? null : `${memoryUsedPercent} %`,
    ],
    [
      "Disks in use",
      disks ?? (diskUsedPercent === null ? null : `${diskUsedPercent} %`),
    ],
    ["Running for", uptimeMs === null ? null : durationInWords(uptimeMs)],
  ]);
}
