/** A server of static files that waits for what a page posts to /result. */
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

export interface Served<Result> {
  readonly url: string;
  readonly result: Promise<Result>;
  close(): void;
}

/** Serves `folder` on a free port; each answer carries `policy` as Content-Security-Policy. */
export async function serve<Result>(folder: string, policy?: string): Promise<Served<Result>> {
  const { promise: result, resolve } = withResolvers<Result>();
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    if (path === "/result") {
      let body = "";
      for await (const chunk of request) body += chunk;
      response.end();
      resolve(JSON.parse(body));
    } else {
      await sendFile(response, join(folder, path), policy);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, result, close };
}

async function sendFile(response: ServerResponse, path: string, policy?: string): Promise<void> {
  try {
    const body = await readFile(path);
    const type = types[extname(path)] ?? "application/octet-stream";
    response.setHeader("Content-Type", type);
    if (policy !== undefined) response.setHeader("Content-Security-Policy", policy);
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((each) => {
    resolve = each;
  });
  return { promise, resolve };
}
