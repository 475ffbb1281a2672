// HTTP: connections and messages. What is answered is decided by the ASGI application in Python.

import { createReadStream, readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, isIPv6 } from "node:net";
import { lookup } from "node:dns/promises";
import { createSecureContext } from "node:tls";
import { machinePath } from "./files.mjs";

/** Milliseconds for which a connection waits for a further request. */
const KEEP_ALIVE = 5000;
/** Bytes: larger bodies are answered with 413. */
const LARGEST_BODY = 64 * 2 ** 20;

/**
 * @typedef {object} Listening
 * @property {import("node:net").Server} server
 * @property {import("node:net").Socket[]} early connections from before somebody answers
 * @property {import("node:http").Server} [answering]
 */

/** Throws unless the files hold a certificate and its key. @param {string} file @param {string} key */
export function checkCertificate(file, key) {
  // A key with a password would have to be asked for at each start.
  createSecureContext({ cert: readFileSync(machinePath(file)), key: readFileSync(machinePath(key)), passphrase: "" });
}

/** @param {(event: object) => void} tell */
export function servers(tell) {
  /** @type {Map<number, Listening>} */
  const listening = new Map();
  /** @type {Map<number, import("node:http").ServerResponse>} */
  const responses = new Map();
  let requests = 0;

  /** Listen at an address; gives a number for it, and the port. @param {string} host @param {number} port */
  function listen(host, port) {
    /** @type {Listening} */
    const one = { server: createServer({ pauseOnConnect: true }), early: [] };
    const number = listening.size + 1;
    one.server.on("connection", (socket) => {
      if (one.answering) take(one.answering, socket);
      else one.early.push(socket);
    });
    return new Promise((resolve, reject) => {
      one.server.once("error", reject);
      one.server.listen({ host, port, ipv6Only: isIPv6(host) }, () => {
        listening.set(number, one);
        resolve({ number, port: /** @type {import("node:net").AddressInfo} */ (one.server.address()).port });
      });
    });
  }

  /** @param {import("node:http").Server} server @param {import("node:net").Socket} socket */
  function take(server, socket) {
    server.emit("connection", socket);
    socket.resume();
  }

  /**
   * Answer requests on what listens already.
   * @param {number} number of the listening
   * @param {{ file: string, key: string } | null} certificate
   */
  function answer(number, certificate) {
    const one = /** @type {Listening} */ (listening.get(number));
    const server = certificate
      ? createHttpsServer({
          cert: readFileSync(machinePath(certificate.file)),
          key: readFileSync(machinePath(certificate.key)),
        })
      : createHttpServer();
    server.keepAliveTimeout = KEEP_ALIVE;
    server.on("request", (request, response) => begin(number, request, response, certificate ? "https" : "http"));
    server.on("clientError", (_, socket) => {
      const text = "Invalid HTTP request received.";
      const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n`;
      if (socket.writable) socket.end(`${head}content-length: ${text.length}\r\n\r\n${text}`);
    });
    one.answering = server;
    for (const socket of one.early.splice(0)) take(server, socket);
  }

  /**
   * @param {number} listener its number
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   * @param {string} scheme
   */
  async function begin(listener, request, response, scheme) {
    const number = ++requests;
    responses.set(number, response);
    response.on("close", () => {
      responses.delete(number);
      tell({ kind: "closed", request: number });
    });
    const pieces = [];
    let size = 0;
    for await (const piece of request) {
      size += piece.length;
      if (size > LARGEST_BODY) {
        response.writeHead(413, { connection: "close" }).end();
        return;
      }
      pieces.push(piece);
    }
    tell({
      kind: "request",
      request: number,
      listener,
      scheme,
      version: request.httpVersion,
      method: request.method,
      target: request.url,
      headers: request.rawHeaders,
      server: [request.socket.localAddress, request.socket.localPort],
      client: [request.socket.remoteAddress, request.socket.remotePort],
      body: Buffer.concat(pieces).toString("latin1"),
    });
  }

  /** @param {number} request @param {number} status @param {[string, string][]} headers */
  function head(request, status, headers) {
    responses.get(request)?.writeHead(status, headers.flat());
  }

  /** @param {number} request @param {Uint8Array} content */
  function body(request, content) {
    responses.get(request)?.write(content);
  }

  /** @param {number} request */
  function complete(request) {
    responses.get(request)?.end();
  }

  /** @param {number} request @param {string} path */
  function file(request, path) {
    const response = responses.get(request);
    if (!response) return;
    const content = createReadStream(machinePath(path));
    content.on("error", () => response.destroy());
    content.pipe(response);
  }

  /** @param {number} number */
  function close(number) {
    const one = listening.get(number);
    listening.delete(number);
    if (!one) return;
    one.server.close();
    for (const socket of one.early) socket.destroy();
    one.answering?.closeAllConnections();
  }

  return {
    listen,
    resolve: async (/** @type {string} */ host) => (await lookup(host)).address,
    answer,
    head,
    body,
    complete,
    file,
    close,
    async closeAll() {
      for (const number of [...listening.keys()]) close(number);
    },
  };
}
