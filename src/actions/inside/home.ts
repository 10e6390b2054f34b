import { monthAt, monthOf } from "../../base/local-days.ts";
import { DAY, HOUR, type Instant } from "../../domain/time.ts";
import {
  type BoardRow,
  type StatusCount,
  statusCounts,
  troubledServices,
} from "../../store/views/board.ts";
import { type FullDisk, fullestDisks } from "../../store/results/hosts.ts";
import { overallSums, type OverallSums } from "../../store/views/overall.ts";
import {
  comingMaintenance,
  type MaintenanceLine,
} from "../../store/maintenance/maintenance.ts";
import type { Context } from "../context.ts";
import { type Figures, type Response, responseOf } from "../figures/figures.ts";

export type { FullDisk } from "../../store/results/hosts.ts";

/** How everything stands now: cheap enough to be asked for every few seconds. */
export interface Standing {
  counts: StatusCount[];
  /** Not up: the worst and longest first. */
  troubled: BoardRow[];
  /** What runs or comes next; null where nothing is planned. */
  maintenance: MaintenanceLine | null;
}

/** What moves slowly, of all services together. */
export interface Overall {
  /** Of the last hour; null where nothing answered. */
  response: Response | null;
  /** Since the month began (UTC). */
  month: Figures;
  disks: FullDisk[];
}

const MOST_TROUBLED = 10;
const MOST_DISKS = 3;
/** A disk that nobody has seen for so long is not shown. */
const STALE_MS = DAY;

/** Everybody may look. */
export async function showStanding({ store }: Context): Promise<Standing> {
  const [maintenance = null] = await comingMaintenance(store.db, 1);
  return {
    counts: await statusCounts(store.db),
    troubled: await troubledServices(store.db, MOST_TROUBLED),
    maintenance,
  };
}

/** Reads something of every service: to be kept for minutes. Everybody may look. */
export async function showOverall(context: Context): Promise<Overall> {
  const { store, now } = context;
  const window = { from: monthStart(now), until: now };
  return {
    response: await responseOf(context, null, { from: now - HOUR, until: now }),
    month: figuresOfAll(await overallSums(store.db, window)),
    disks: await fullestDisks(store.db, now - STALE_MS, MOST_DISKS),
  };
}

function figuresOfAll({
  countedMs,
  downMs,
  incidents,
  mended,
  mendingMs,
}: OverallSums): Figures {
  return {
    uptime: {
      ratio: countedMs > 0 ? 1 - downMs / countedMs : null,
      downMs,
      countedMs,
    },
    incidents,
    mended,
    mttrMs: mended === 0 ? null : mendingMs / mended,
  };
}

function monthStart(now: Instant): Instant {
  return monthOf(monthAt(now, "UTC"), "UTC")?.from ?? now;
}
