/** A fetch that ends: Bolt answers at a response_url without any deadline of its own. */
export function fetchWithin(ms: number): typeof fetch {
  return (input, init) =>
    fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(ms) });
}
