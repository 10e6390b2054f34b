/**
 * For a machine with two cores and one or two gigabytes. What makes data durable (fsync, full_page_writes,
 * synchronous_commit) stays as PostgreSQL has it: on; so does autovacuum.
 */
const defaults: Readonly<Record<string, string>> = {
  /** The working set (current partitions, monitors, ledger) fits; the rest is the system's file cache. */
  shared_buffers: "128MB",
  /** One process with one pool of ten, several of them in tests, and a person with psql. */
  max_connections: "40",
  /** Whole pages go to the log after each checkpoint; bytes are dearer than CPU on small disks and SD cards. */
  wal_compression: "on",
  /** Fewer checkpoints, so fewer whole pages; recovery after a crash stays bounded by max_wal_size. */
  checkpoint_timeout: "15min",
  max_wal_size: "512MB",
  /**
   * Every query here is short: planning for parallel workers costs more than it gains, and those need more shared memory
   * than the 64 MB that containers have in /dev/shm.
   */
  max_parallel_workers_per_gather: "0",
  max_parallel_maintenance_workers: "0",
  /** Reads come from memory nearly always: three I/O worker processes would only wait. */
  io_method: "sync",
  /** A checkpoint is no news. */
  log_checkpoints: "off",
  /** Shown in the process list. */
  cluster_name: "allswell",
};

/** The command line of postgres: defaults, what the caller wants otherwise, and what everything here relies on. */
export function settingArguments(
  settings: Readonly<Record<string, string>>,
  socketDirectory: string,
): string[] {
  const all = {
    ...defaults,
    ...settings,
    listen_addresses: "",
    port: "5432",
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: "0700",
    logging_collector: "off",
    log_destination: "stderr",
    log_line_prefix: "",
  };
  return Object.entries(all).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
}
