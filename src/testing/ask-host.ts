import { request } from "node:http";

/** An answer of a host whose name leads here: fetch would name our own address. */
export async function askHost(
  origin: string,
  host: string,
  path: string,
): Promise<{ status: number; body: string; headers: string }> {
  const { promise, resolve, reject } =
    Promise.withResolvers<Awaited<ReturnType<typeof askHost>>>();
  request(`${origin}${path}`, { headers: { host } }, (answer) => {
    let body = "";
    answer.setEncoding("utf8");
    answer.on("data", (part: string) => (body += part));
    answer.on("end", () =>
      resolve({
        status: answer.statusCode ?? 0,
        body,
        headers: JSON.stringify(answer.headers),
      }),
    );
  })
    .on("error", reject)
    .end();
  return promise;
}
