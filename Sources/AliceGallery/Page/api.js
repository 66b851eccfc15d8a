// The gallery's HTTP API: requests, problems, live events and the URLs of thumbnails and files.

const base = '/api/1/';

/** An error response: `message` is the command line's sentence, `body` the whole problem document. */
export class Problem extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body.detail || `The server responded with status ${status}.`);
    this.status = status;
    this.detail = this.message;
    this.exit = body.exit ?? 1;
    this.body = body;
  }
  /** Whether the server did not respond at all. */
  get offline() { return this.status === 0; }
}

/** @type {(problem: Problem) => void} */
let observer = () => {};
/** Calls `fn` for every request that cannot reach the server or is not authorized. @param {typeof observer} fn */
export function watchFailures(fn) { observer = fn; }

/** @param {Record<string, any>} params */
function search(params) {
  const known = Object.entries(params).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return known.length ? '?' + new URLSearchParams(known.map(([name, value]) => [name, String(value)])) : '';
}

/** @param {string} url @param {RequestInit} options */
async function request(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...options });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const problem = new Problem(0, { detail: 'The gallery does not respond.', exit: 7 });
    observer(problem);
    throw problem;
  }
  if (response.ok) return response;
  const problem = new Problem(response.status, await response.json().catch(() => ({})));
  if (response.status === 401) observer(problem);
  throw problem;
}

/**
 * @param {string} path @param {Record<string, any>} [params]
 * @param {{signal?: AbortSignal, bytes?: boolean}} [options]
 * @returns {Promise<any>} the JSON document, or an ArrayBuffer if `bytes` is set
 */
export async function get(path, params = {}, { signal, bytes } = {}) {
  const response = await request(base + path + search(params), { signal });
  return bytes ? response.arrayBuffer() : response.json();
}

/**
 * @param {string} path @param {object} body
 * @param {{key?: string, signal?: AbortSignal}} [options] `key` makes a repeated request answer the same again
 * @returns {Promise<any>}
 */
export async function post(path, body, { key, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { 'Content-Type': 'application/json', 'X-Alice': '1' };
  if (key) headers['Idempotency-Key'] = key;
  const response = await request(base + path, { method: 'POST', headers, signal, body: JSON.stringify(body) });
  return response.status === 204 ? null : response.json();
}

/** @param {string} id @param {160|320|640|1280} edge @param {'visible'|'near'|'idle'} [p] */
export const thumbURL = (id, edge, p) => `${base}thumb/${id}/${edge}${p && p !== 'visible' ? '?p=' + p : ''}`;

/** @param {string} id @param {{download?: boolean}} [options] */
export const fileURL = (id, { download } = {}) => `${base}file/${id}${download ? '?download=1' : ''}`;

/** @typedef {(name: string, data: any) => void} Tell */

/**
 * Keeps a stream of the server's events open, and reconnects.
 * @param {Tell} tell receives the events, and `open` and `lost` @returns {() => void} closes it
 */
function stream(tell) {
  let wait = 1000;
  let timer = 0;
  /** @type {EventSource|null} */ let source = null;
  const connect = () => {
    const mine = source = new EventSource(base + 'events');
    mine.onopen = () => { wait = 1000; tell('open', null); };
    mine.onerror = () => {
      mine.close();
      tell('lost', null);
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 1.6, 8000);
    };
    for (const name of ['added', 'changed', 'removed', 'job', 'version']) {
      mine.addEventListener(name, (event) => {
        let data;
        try { data = JSON.parse(event.data); } catch { return; }
        tell(name, data);
      });
    }
  };
  connect();
  return () => { clearTimeout(timer); source?.close(); };
}

/**
 * Takes part in the one stream of all pages of this gallery: the page that holds the lock has it, and passes on what
 * it receives. @param {Tell} handle @returns {() => void} leaves
 */
function share(handle) {
  const name = 'alice-events';
  const me = Math.random().toString(36);
  const channel = new BroadcastChannel(name);
  const left = new AbortController();
  /** The state of the stream, if this page has it. */
  let state = '';
  channel.onmessage = ({ data: message }) => {
    if (message.name === 'hello') {
      if (state) channel.postMessage({ name: state, data: null, to: message.data });
    } else if (!message.to || message.to === me) handle(message.name, message.data);
  };
  const lead = () => new Promise((/** @type {(value?: unknown) => void} */ release) => {
    if (left.signal.aborted) { release(); return; }
    const close = stream((name, data) => {
      if (name === 'open' || name === 'lost') state = name;
      channel.postMessage({ name, data });
      handle(name, data);
    });
    left.signal.addEventListener('abort', () => { close(); release(); });
  });
  navigator.locks.request(name, { signal: left.signal }, lead).catch(() => { if (!left.signal.aborted) lead(); });
  channel.postMessage({ name: 'hello', data: me });
  return () => { left.abort(); channel.close(); };
}

/**
 * Follows the live events while the page is visible. A browser opens six connections to a server at most, so visible
 * pages share one stream where the browser can do that, and a hidden page takes no part.
 * @param {Record<string, (data: any) => void>} handlers by event name; `open` and `lost` report the connection
 */
export function events(handlers) {
  /** @type {Tell} */ const handle = (name, data) => handlers[name]?.(data);
  const join = navigator.locks && window.BroadcastChannel ? share : stream;
  /** @type {(() => void)|null} */ let leave = join(handle);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) leave ??= join(handle);
    else { leave?.(); leave = null; }
  });
}
