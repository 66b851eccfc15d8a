// The one store of the page: the current result, the items that are loaded, cursor and selection.
import { get } from './api.js';

/**
 * @typedef {{id: string, position: number, ratio: number, color: number, quality: number, rating: number, flags: number,
 *   kind: number, count: number, duration: number, elo: number, prompt: string, model: string}} Item
 * @typedef {Record<string, any[]>} Columns
 */

export const flag = { picked: 1, rejected: 2, nsfw: 4, favourite: 8, missing: 16, defect: 32, signed: 64, parents: 128, children: 256 };
export const kind = { image: 0, video: 1, audio: 2, other: 3, model3d: 4, text: 5, archive: 6 };

const chunk = 256;
const keptChunks = 40;

export const state = {
  q: '', sort: '', order: '', stack: true,
  /** Names the snapshot on the server. */
  r: '', version: '',
  tiles: 0, total: 0, days: 0, library: '', readOnly: false,
  /** @type {Record<string, boolean>} */ capabilities: {},
  /** @type {{left: string|null, period: string}|null} */ budget: null,
  cursor: 0, anchor: -1,
  /** @type {Set<string>} */ selection: new Set(),
  blur: true,
  /** The number of assets that arrived since the snapshot. */ fresh: 0,
  /** @type {any[]} */ jobs: [],
  offline: false,
  /** @type {Uint8Array} */ ratios: new Uint8Array(0),
  /** Pairs of day and tiles. @type {Int32Array} */ dayPairs: new Int32Array(0),
  /** Positions whose asset is in the trash. @type {Set<number>} */ gone: new Set(),
};

/** @type {Map<number, Item>} */ let items = new Map();
/** @type {Map<string, Item>} */ let byID = new Map();
/** Loaded chunks, least recently used first. @type {Map<number, true>} */ let loaded = new Map();
/** @type {Map<number, Promise<void>>} */ let loading = new Map();
let leaving = new AbortController();

/** @type {Map<string, Set<Function>>} */ const listeners = new Map();
/** @param {string} name @param {Function} fn @returns {() => void} ends the subscription */
export function on(name, fn) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name)?.add(fn);
  return () => listeners.get(name)?.delete(fn);
}
/** @param {string} name @param {...any} values */
export function emit(name, ...values) {
  for (const fn of [...(listeners.get(name) ?? [])]) fn(...values);
}

/** @param {number} position @returns {Item|null} */
export const item = (position) => items.get(position) ?? null;
/** @param {string} id @returns {Item|null} */
export const itemOf = (id) => byID.get(id) ?? null;
/** @param {string} id @returns {number} -1 if it is not loaded */
export const positionOf = (id) => byID.get(id)?.position ?? -1;

/** The next position in a direction that is not gone; the same one at the end. @param {number} from @param {number} delta */
export function step(from, delta) {
  let at = from + delta;
  while (at >= 0 && at < state.tiles && state.gone.has(at)) at += Math.sign(delta) || 1;
  return at >= 0 && at < state.tiles ? at : from;
}

/** @param {Columns} columns @param {number} index @param {number} position @returns {Item} */
function read(columns, index, position) {
  const of = (/** @type {string} */ name) => columns[name][index];
  return { id: of('id'), position, ratio: of('ratio'), color: of('color'), quality: of('quality'), rating: of('rating'),
    flags: of('flags'), kind: of('kind'), count: of('count'), duration: of('duration'), elo: of('elo'),
    prompt: of('prompt'), model: of('model') };
}

/** Items of columns that have no place in the result, such as the members of a stack. @param {Columns} columns @returns {Item[]} */
export const itemsFrom = (columns) => columns.id.map((_, index) => byID.get(columns.id[index]) ?? read(columns, index, -1));

/** Takes loaded items; those that are gone by now close up. @param {Columns} columns @param {number} from */
function place(columns, from) {
  const lost = [];
  for (let index = 0; index < columns.id.length; index += 1) {
    const position = columns.position?.[index] ?? from + index;
    const now = read(columns, index, position);
    const known = items.get(position);
    if (!now.id && known && promoted.has(known)) continue;
    if (known) Object.assign(known, now);
    else items.set(position, now);
    if (now.id) byID.set(now.id, known ?? now);
    else if (!state.gone.has(position)) lost.push(position);
  }
  for (const position of lost) state.gone.add(position);
  return lost;
}

/** Takes new facts of items that are already placed. @param {Columns} columns */
export function update(columns) {
  const changed = [];
  for (let index = 0; index < columns.id.length; index += 1) {
    const known = byID.get(columns.id[index]);
    if (!known) continue;
    Object.assign(known, read(columns, index, known.position), { count: known.count });
    changed.push(known);
  }
  if (changed.length) emit('items', changed);
}

function forget() {
  while (loaded.size > keptChunks) {
    const oldest = loaded.keys().next().value ?? 0;
    loaded.delete(oldest);
    for (let position = oldest * chunk; position < (oldest + 1) * chunk; position += 1) {
      const known = items.get(position);
      if (!known || position === state.cursor) continue;
      items.delete(position);
      byID.delete(known.id);
    }
  }
}

/** @param {number} index @param {AbortSignal} signal */
async function load(index, signal) {
  const r = state.r;
  const from = index * chunk;
  try {
    const answer = await get('items', { r, from, to: Math.min(from + chunk, state.tiles) }, { signal });
    if (r !== state.r) return;
    const lost = place(answer.columns, answer.from);
    if (lost.length) emit('gone', lost, true);
    loaded.set(index, true);
    forget();
    emit('items', null);
  } catch (error) {
    if (/** @type {any} */ (error).status === 410) emit('expired');
    if (!signal.aborted && /** @type {any} */ (error).status !== 410) throw error;
  } finally {
    if (loading.get(index)) loading.delete(index);
  }
}

/** Loads the items of positions [from, to). @param {number} from @param {number} to */
export async function ensure(from, to) {
  const last = Math.min(to, state.tiles) - 1;
  const waits = [];
  for (let index = Math.floor(Math.max(0, from) / chunk); index <= Math.floor(last / chunk); index += 1) {
    if (loaded.has(index)) {
      loaded.delete(index);
      loaded.set(index, true);
    } else {
      if (!loading.has(index)) loading.set(index, load(index, leaving.signal));
      waits.push(loading.get(index));
    }
  }
  await Promise.all(waits);
}

/** Reads items anew, for those of `ids` that are loaded. @param {string[]} ids */
export async function reread(ids) {
  const touched = new Set(ids.map((id) => positionOf(id)).filter((position) => position >= 0).map((position) => Math.floor(position / chunk)));
  for (const index of touched) loaded.delete(index);
  await Promise.all([...touched].map((index) => ensure(index * chunk, (index + 1) * chunk)));
}

/** @param {ArrayBuffer} bytes */
function readLayout(bytes) {
  const view = new DataView(bytes);
  if (bytes.byteLength < 32 || view.getUint32(0, true) !== 0x31474c41) throw new Error('The layout is damaged.');
  const tiles = view.getUint32(8, true);
  const days = view.getUint32(12, true);
  const after = 32 + Math.ceil(tiles / 4) * 4;
  if (bytes.byteLength < after + days * 8) throw new Error('The layout is truncated.');
  state.ratios = new Uint8Array(bytes.slice(32, 32 + tiles));
  state.dayPairs = new Int32Array(bytes.slice(after, after + days * 8));
  state.days = days;
}

/** @type {AbortController|null} */ let asking = null;
/**
 * Asks for a new snapshot. The old result stays until the new one is here; an error leaves it in place.
 * @param {{q: string, sort: string, stack: boolean, at?: string}} wanted
 * @param {(position: number|null) => void} [found] gets the position of `at`, null if it is not in the result
 */
export async function query({ q, sort, stack, at }, found) {
  asking?.abort();
  const control = asking = new AbortController();
  const signal = control.signal;
  const page = await get('page', { q, sort, stack: stack ? 1 : '', n: chunk, at }, { signal });
  emit('soon', page.columns);
  const layout = await get('layout', { r: page.r }, { signal, bytes: true });
  if (signal.aborted) return;
  leaving.abort();
  leaving = new AbortController();
  items = new Map(); byID = new Map(); loaded = new Map(); loading = new Map();
  state.gone = new Set();
  readLayout(layout);
  Object.assign(state, { q, sort, stack, r: page.r, version: page.version, tiles: page.tiles, total: page.total,
    order: page.sort, library: page.library?.name ?? '', readOnly: page.readOnly, capabilities: page.capabilities ?? {}, budget: page.budget ?? null,
    cursor: page.at ?? 0, anchor: -1, fresh: 0 });
  place(page.columns, page.from);
  if (page.from % chunk === 0) {
    const end = page.from + page.columns.id.length;
    for (let index = page.from / chunk; (index + 1) * chunk <= end || (end === page.tiles && index * chunk < end); index += 1) loaded.set(index, true);
  }
  found?.(at ? page.at ?? null : null);
  emit('result');
}

/** @param {number} position */
export function setCursor(position) {
  const at = Math.max(0, Math.min(position, state.tiles - 1));
  if (at === state.cursor) return;
  state.cursor = at;
  emit('cursor', at);
}

/** @param {Iterable<string>} ids */
export function select(ids) {
  state.selection = new Set(ids);
  emit('selection');
}

/** Whether each tile of [from, to) is loaded and a picture: else they are called files. @param {number} from @param {number} to */
export function pictured(from, to) {
  for (let at = from; at < to; at += 1) {
    if (state.gone.has(at)) continue;
    if (items.get(at)?.kind !== kind.image) return false;
  }
  return true;
}

/** Tells how many more or fewer assets a tile stands for. @param {number} position @param {number} delta */
function recount(position, delta) {
  if (!delta) return;
  state.total += delta;
  emit('total', position, delta);
}

/** Marks assets as gone, or as back; the positions of all others stay. @param {Item[]} list @param {boolean} gone */
export function setGone(list, gone) {
  for (const one of list) {
    if (one.position < 0) continue;
    if (gone) state.gone.add(one.position);
    else state.gone.delete(one.position);
    recount(one.position, (gone ? -1 : 1) * Math.max(1, one.count));
    if (gone) state.selection.delete(one.id);
  }
  emit('gone', list.map((one) => one.position), gone);
  emit('selection');
}

/** Stacks that show another member than the snapshot knows. @type {WeakSet<Item>} */
const promoted = new WeakSet();

/** Shows the best member of a stack that is left. @param {Item} top @param {Columns} members @param {Set<string>} without */
export function promote(top, members, without) {
  const left = members.id.flatMap((id, index) => (id && !without.has(id) ? [index] : []));
  if (!left.length) { setGone([top], true); return; }
  if (state.gone.delete(top.position)) {
    recount(top.position, top.count);
    emit('gone', [top.position], false);
  }
  byID.delete(top.id);
  state.selection.delete(top.id);
  recount(top.position, left.length - top.count);
  Object.assign(top, read(members, left[0], top.position), { count: left.length });
  byID.set(top.id, top);
  promoted.add(top);
  emit('items', [top]);
  emit('selection');
}
