/** False also for a process that we may not signal: it is neither ours nor our server, and PostgreSQL judges so too. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
