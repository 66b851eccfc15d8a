// One tile: its node, what it shows and says, and when its thumbnail is fetched.
import { get, thumbURL } from './api.js';
import { clock, h, starred, stars } from './dom.js';
import { card, isFile, names } from './files.js';
import { flag, kind, state } from './state.js';

/** @typedef {import('./state.js').Item} Item */
/** @typedef {HTMLElement & {img: HTMLImageElement, id: string, edge: number, asked: number, position: number, narrow: boolean}} Tile */

/** Why an asset has no thumbnail. @type {Map<string, string>} */ const reasons = new Map();
const edges = [160, 320, 640];
/** A thumbnail may be enlarged by this much before the next size is fetched. */
const slack = 1.18;

/** @returns {Tile} */
export function create() {
  const img = /** @type {HTMLImageElement} */ (h('img', { alt: '', decoding: 'async', draggable: 'false' }));
  const tile = /** @type {Tile} */ (h('div', { class: 'tile', role: 'gridcell', tabindex: '-1', draggable: 'true' }, img));
  tile.img = img;
  img.addEventListener('load', () => {
    img.classList.toggle('slow', performance.now() - tile.asked > 90);
    img.classList.add('in');
  });
  img.addEventListener('error', () => { if (img.getAttribute('src')) explain(tile); });
  return tile;
}

/** Frees a tile for another asset; a fetch that is under way is cancelled. @param {Tile} tile */
export function release(tile) {
  tile.img.removeAttribute('src');
  tile.img.className = '';
  tile.dataset.id = '';
  tile.edge = 0;
  tile.position = -1;
  tile.className = 'tile';
  for (const extra of [...tile.children].slice(1)) extra.remove();
}

/** @param {number} width @param {number} height */
export function edgeFor(width, height) {
  const need = Math.max(width, height) * devicePixelRatio;
  return /** @type {160|320|640} */ (edges.find((edge) => edge * slack >= need) ?? 640);
}

/** @param {Tile} tile @param {Item} item @param {number} width @param {number} height @param {'visible'|'near'} priority */
export function fetchThumb(tile, item, width, height, priority) {
  if (item.kind === kind.video && !state.capabilities.ffmpeg) reasons.set(item.id, 'needs ffmpeg');
  if (isFile(item.kind)) { file(tile, item); return; }
  if (item.kind === kind.audio || reasons.has(item.id)) { note(tile, item); return; }
  const edge = edgeFor(width, height);
  if (tile.edge >= edge) return;
  const url = thumbURL(item.id, edge);
  if (tile.edge && tile.img.classList.contains('in')) {
    const larger = new Image();
    larger.src = url;
    larger.decode().then(() => { if (tile.dataset.id === item.id) tile.img.src = url; }, () => {});
  } else {
    tile.asked = performance.now();
    tile.img.fetchPriority = priority === 'visible' ? 'high' : 'low';
    tile.img.src = url;
  }
  tile.edge = edge;
}

/** Asks why there is no thumbnail and says so on the tile. @param {Tile} tile */
async function explain(tile) {
  const id = tile.dataset.id ?? '';
  if (!id || state.offline) { tile.edge = 0; return; }
  let reason = '';
  try {
    await get(`thumb/${id}/${tile.edge || 320}`, {}, { bytes: true });
  } catch (error) {
    const problem = /** @type {any} */ (error);
    if (problem.status !== 404) { tile.edge = 0; return; }
    reason = problem.body.needs ? `needs ${problem.body.needs}` : problem.message;
  }
  if (!reason) return;
  if (reasons.size > 2000) reasons.clear();
  reasons.set(id, reason);
  if (tile.dataset.id === id) note(tile, { id, kind: -1, prompt: tile.getAttribute('aria-label') ?? '' });
}

/** @param {Tile} tile @param {{id: string, kind: number, prompt: string}} item */
function note(tile, item) {
  if (tile.querySelector('.note')) return;
  const sound = item.kind === kind.audio;
  tile.append(h('span', { class: sound ? 'note sound' : 'note', text: sound ? item.prompt : reasons.get(item.id) ?? '' }));
}

/** Shows a file that has no picture. @param {Tile} tile @param {Item} item */
function file(tile, item) {
  const shown = /** @type {HTMLElement|null} */ (tile.querySelector('.filed'));
  if (shown?.dataset.of === item.id) return;
  shown?.remove();
  tile.append(card(item));
}

/** What a screen reader says. @param {Item} item */
export function spoken(item) {
  const facts = [item.prompt || item.model || 'Untitled', item.kind ? names[item.kind] : ''];
  if (item.duration) facts.push(clock(item.duration));
  if (item.quality) facts.push(starred(item.quality));
  if (item.flags & flag.picked) facts.push('picked');
  if (item.flags & flag.rejected) facts.push('rejected');
  if (item.flags & flag.favourite) facts.push('favourite');
  if (item.flags & flag.nsfw && state.blur) facts.push('blurred');
  if (item.count > 1) facts.push(`stack of ${item.count}`);
  return facts.filter(Boolean).join(', ');
}

/** @param {Item} item */
function badge(item) {
  const parts = [];
  if (item.kind === kind.video) parts.push('▶ ' + (item.duration ? clock(item.duration) : ''));
  if (item.kind === kind.audio) parts.push('♪ ' + (item.duration ? clock(item.duration) : ''));
  if (item.flags & flag.missing) parts.push('missing');
  if (item.flags & flag.nsfw && state.blur) parts.push('NSFW');
  if (item.count > 1) parts.push(String(item.count));
  return parts.join('  ').trim();
}

/** A verdict as a symbol, for those who do not see its colour. @param {Item} item */
const mark = (item) => (item.flags & flag.picked ? '⚑' : item.flags & flag.rejected ? '✕' : '');

/** What the badge of judgements shows: verdict, stars, favourite. @param {Item} item @param {boolean} [narrow] */
export const judged = (item, narrow = false) => [mark(item), narrow && item.quality > 2 ? `${item.quality}★` : stars(item.quality),
  item.flags & flag.favourite ? '♥' : ''].filter(Boolean).join(' ');

/** Shows an item's facts on its tile. @param {Tile} tile @param {Item|null} item @param {{cursor: boolean, selected: boolean}} how */
export function paint(tile, item, { cursor, selected }) {
  tile.setAttribute('aria-selected', String(selected));
  tile.classList.toggle('cursor', cursor);
  tile.tabIndex = cursor ? 0 : -1;
  const tick = tile.querySelector('.tick');
  if (selected && !tick) tile.append(h('i', { class: 'tick' }));
  else if (!selected) tick?.remove();
  if (!item) { tile.setAttribute('aria-label', 'Loading'); return; }
  if (tile.edge && tile.dataset.id !== item.id) {
    tile.img.removeAttribute('src');
    tile.img.className = '';
    tile.edge = 0;
  }
  tile.dataset.id = item.id;
  tile.setAttribute('aria-label', spoken(item));
  tile.style.backgroundColor = item.color >= 0 ? '#' + item.color.toString(16).padStart(6, '0') : '';
  tile.dataset.stars = judged(item, tile.narrow);
  tile.dataset.badge = badge(item);
  tile.classList.toggle('own', item.rating > 0);
  tile.classList.toggle('picked', Boolean(item.flags & flag.picked));
  tile.classList.toggle('rejected', Boolean(item.flags & flag.rejected));
  tile.classList.toggle('blurred', Boolean(item.flags & flag.nsfw) && state.blur);
}
