/** What belongs to HTTP/2 and gRPC themselves. */
const reserved =
  /^(?:grpc-.*|te|content-type|user-agent|connection|host|transfer-encoding|upgrade|keep-alive|proxy-connection)$/;

/** What is wrong with the name of metadata; undefined where nothing is. */
export function metadataProblem(name: string): string | undefined {
  if (!/^[0-9a-z_.-]+$/i.test(name))
    return `"${name}" is not a name of metadata`;
  if (name.toLowerCase().endsWith("-bin"))
    return "must not end in -bin, which is for bytes";
  return reserved.test(name.toLowerCase())
    ? `${name} cannot be set: it belongs to gRPC`
    : undefined;
}
