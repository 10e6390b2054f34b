import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import {
  type Lasting,
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
} from "./program.ts";

const NGINX = "/usr/sbin/nginx";

export const unlessNginx = unlessInstalled(NGINX, "nginx");

export const nginxLogin = { username: "me", password: "hunter-nginx" };

const portNames = ["http", "https", "older", "mutual", "nobody"] as const;

export interface Nginx {
  /** `older` speaks TLS up to 1.1 only, `mutual` wants the visitor's certificate, at `nobody` nothing listens. */
  ports: Record<(typeof portNames)[number], number>;
}

interface Shown {
  certificate: Certificate;
  /** Shown instead to whoever asks for that name. */
  named: { name: string; certificate: Certificate };
}

/** A site, with and without TLS: a page, JSON, redirects, a login, and answers of a site in trouble. */
export async function startNginx(
  lasting: Lasting,
  { certificate, named }: Shown,
): Promise<Nginx> {
  const folder = await scratchFolder(lasting, "nginx");
  const ports = await sparePorts(portNames);
  // Its workers are another user than the tests', where those are root.
  await chmod(folder, 0o755);
  for (const name of ["site", "temporary"]) await mkdir(join(folder, name));
  const { username, password } = nginxLogin;
  const files = {
    "good.cert": certificate.cert,
    "good.key": certificate.key,
    "named.cert": named.certificate.cert,
    "named.key": named.certificate.key,
    passwords: `${username}:{PLAIN}${password}\n`,
    "site/index.html": page,
    "site/health.json": JSON.stringify({ checks: [{ status: "ok" }] }),
    "nginx.conf": text(folder, ports, named.name),
  };
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), content);
  await startProgram(lasting, {
    program: NGINX,
    args: ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"],
    ports: [ports.http, ports.https, ports.older, ports.mutual],
  });
  return { ports };
}

/** Long enough to be worth compressing. */
const page = `<!doctype html><title>All is well</title>${"<p>and so it stays</p>\n".repeat(500)}`;

function text(
  folder: string,
  { http, https, older, mutual, nobody }: Nginx["ports"],
  name: string,
): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/temporary/${kind};`,
  );
  return `
daemon off;
worker_processes 1;
pid ${folder}/pid;
events {}
http {
  access_log off;
  types {
    text/html html;
    application/json json;
  }
  gzip on;
  ${temporary.join("\n  ")}
  root ${folder}/site;
  ssl_certificate ${folder}/good.cert;
  ssl_certificate_key ${folder}/good.key;
  server {
    listen 127.0.0.1:${http};
    listen 127.0.0.1:${https} ssl;
    location = /moved { return 301 /; }
    location = /loop { return 302 /loop; }
    location = /elsewhere { return 302 http://127.0.0.1:${nobody}/; }
    location = /maintenance { return 503 "back at noon"; }
    location = /dropped { return 444; }
    location = /behind { proxy_pass http://127.0.0.1:${nobody}; }
    location = /private {
      auth_basic "staff";
      auth_basic_user_file ${folder}/passwords;
      try_files /index.html =404;
    }
    location = /method { return 200 $request_method; }
  }
  server {
    listen 127.0.0.1:${https} ssl;
    server_name ${name};
    ssl_certificate ${folder}/named.cert;
    ssl_certificate_key ${folder}/named.key;
    return 200 ${name};
  }
  server {
    listen 127.0.0.1:${older} ssl;
    ssl_protocols TLSv1 TLSv1.1;
    ssl_ciphers ALL:@SECLEVEL=0;
  }
  server {
    listen 127.0.0.1:${mutual} ssl;
    ssl_client_certificate ${folder}/good.cert;
    ssl_verify_client on;
  }
}
`;
}
