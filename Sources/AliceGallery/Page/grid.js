// The grid: shows the rows that are in view, keeps its place, and moves the cursor.
import { thumbURL } from './api.js';
import { Planner, Scroller } from './layout.js';
import * as days from './days.js';
import { build, free, paintTile, repaint, root, rows, tabStop, tileOf } from './rows.js';
import { emit, ensure, item, on, state } from './state.js';
import { edgeFor, fetchThumb } from './tiles.js';

/** @typedef {import('./tiles.js').Tile} Tile */

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const main = $('grid');
const area = $('scroller');
const jobs = $('jobs');
const targets = [112, 152, 210, 300];
const gap = 4;
const head = 36;
const foot = 24;
const maximumTiles = 88;

/** @type {import('./layout.js').Layout|null} */ export let layout = null;
const scroller = new Scroller(area, $('spacer'), render);
const planner = new Planner(laid);
/**
 * Where to be after the next layout: `dy` is the distance of the tile from the top of the view, null to have it in the
 * middle; `top` is the very beginning.
 * @typedef {{position: number, dy: number|null, top?: boolean}} Anchor
 */
/** @type {Anchor|null} */ let anchor = null;
/** The tile that kept the place the last time: rows change around it, so it does not wander. */ let held = 0;
let stale = true;
let size = Math.max(1, Math.min(4, Number(localStorage.getItem('alice.size')) || 3));
let top = 0;
let jumped = 0;
let flewAt = 0;
let loadTimer = 0;
let nearTimer = 0;

/** Where the result begins below the strip of jobs. */
const inset = () => (jobs.hidden ? 0 : jobs.offsetHeight);

function shape() {
  const style = getComputedStyle(area);
  const width = area.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const narrow = innerWidth <= 360;
  const target = narrow ? 100_000 : targets[size - 1] * (innerWidth <= 700 ? 0.72 : 1);
  return { width: Math.max(40, Math.floor(width)), target: Math.round(target), gap, head };
}

/** Lays out anew with the tile that is looked at kept in its place. @param {boolean} [facts] whether the result is another */
function relay(facts) {
  if (!anchor && !stale) anchor = here();
  planner.ask(shape(), state.gone, facts ? { ratios: state.ratios, days: state.dayPairs } : undefined);
}

/** The tile to keep in place: the cursor's if it is in view, else the first in view. */
function here() {
  if (!layout || !layout.rows) return null;
  const y = scroller.y - top;
  const box = layout.box(state.cursor);
  if (box.y + box.h > y && box.y < y + scroller.view) return { position: state.cursor, dy: box.y - y };
  const row = layout.rowAt(Math.max(0, y));
  if (layout.rowOf(held) !== row) held = layout.rowStart[row];
  return { position: held, dy: layout.rowTop[row] - y };
}

/** @param {import('./layout.js').Layout} next */
function laid(next) {
  const first = stale;
  const focused = root.contains(document.activeElement) || document.activeElement === area || document.activeElement === main;
  layout = next;
  stale = false;
  for (const index of [...rows.keys()]) free(index);
  days.reset(next);
  root.setAttribute('aria-rowcount', String(next.rows));
  top = inset();
  const keep = anchor;
  anchor = null;
  scroller.measure(next.height + top + foot);
  if (keep && !keep.top && next.rows) {
    const box = next.box(keep.position);
    scroller.to(box.y + top - (keep.dy ?? Math.max(head + 8, (scroller.view - box.h) / 2)));
  } else scroller.to(keep?.top || first ? 0 : scroller.y);
  if (focused && document.documentElement.dataset.view === 'grid') focus();
  emit('layout', next);
  performance.mark('alice.layout');
}

function render() {
  if (!layout || stale) return;
  const y = scroller.y - top;
  const view = scroller.view;
  const [first, last] = span(y, view);
  for (const index of [...rows.keys()]) if (index < first || index > last) free(index);
  const lowest = Math.min(...rows.keys());
  const fresh = [];
  for (let index = first; index <= last; index += 1) {
    const row = rows.get(index) ?? build(layout, index);
    const at = layout.rowTop[index] + top - scroller.offset;
    if (row.at !== at) {
      row.at = at;
      row.style.transform = `translateY(${at}px)`;
    }
    if (!row.isConnected) fresh.push(row);
  }
  const below = fresh.findIndex((row) => Number(row.getAttribute('aria-rowindex')) > lowest);
  root.prepend(...(below < 0 ? fresh : fresh.slice(0, below)));
  if (below >= 0) root.append(...fresh.slice(below));
  jobs.style.transform = scroller.offset ? `translateY(${-scroller.offset}px)` : '';
  days.render(y, view, top - scroller.offset);
  tabStop();
  schedule(y, view);
  emit('scroll', { y, view, height: scroller.height });
}

/** The rows to have nodes for: those in view and some around them. @param {number} y @param {number} view */
function span(y, view) {
  if (!layout || !layout.rows) return [0, -1];
  let first = layout.rowAt(Math.max(0, y));
  let last = layout.rowAt(Math.max(0, y + view));
  const room = () => layout && layout.rowStart[last + 1] - layout.rowStart[first] < maximumTiles;
  const [above, below] = [layout.rowAt(Math.max(0, y - view / 2)), layout.rowAt(Math.max(0, y + view * 1.5))];
  while ((first > above || last < below) && room()) {
    if (last < below) last += 1;
    if (first > above) first -= 1;
  }
  return [first, last];
}

/** Loads what is in view at once, unless places fly by. @param {number} y @param {number} view */
function schedule(y, view) {
  const now = performance.now();
  const flies = Math.abs(y - jumped) > view * 1.5;
  jumped = y;
  clearTimeout(loadTimer);
  if (flies && now - flewAt < 120) loadTimer = setTimeout(loadVisible, 70);
  else loadVisible();
  if (flies) flewAt = now;
}

function loadVisible() {
  const list = inView(0);
  if (!list.length) return;
  ensure(list[0].position, list[list.length - 1].position + 1).catch(() => {});
  fetchAll(list, 'visible');
  clearTimeout(nearTimer);
  nearTimer = setTimeout(() => {
    const near = inView(1);
    if (near.length) ensure(near[0].position, near[near.length - 1].position + 1).catch(() => {});
    fetchAll(near, 'near');
  }, 120);
}

/** @param {Tile[]} list @param {'visible'|'near'} priority */
function fetchAll(list, priority) {
  for (const tile of list) {
    const one = item(tile.position);
    if (one?.id && layout) fetchThumb(tile, one, layout.w[tile.position], layout.rowHeight[layout.rowOf(tile.position)], priority);
  }
}

/** Tiles with nodes, in order. @param {number} screens around the view */
function inView(screens) {
  const y = scroller.y - top;
  const view = scroller.view;
  const list = [];
  for (const index of [...rows.keys()].sort((a, b) => a - b)) {
    if (!layout || layout.rowTop[index] > y + view * (1 + screens)) break;
    if (layout.rowTop[index] + layout.rowHeight[index] < y - view * screens) continue;
    list.push(...(rows.get(index)?.tiles ?? []));
  }
  return list;
}

/** The items that are on the screen. */
export const visible = () => inView(0).map((tile) => item(tile.position)).filter((one) => one?.id);

/** Scrolls as little as needed to show a tile with some room. @param {number} position */
export function reveal(position) {
  if (!layout || !layout.rows || stale) return;
  const box = layout.box(position);
  const y = scroller.y - top;
  const above = (layout.days && layout.rowOf(position) >= 0 ? head : 0) + 8;
  if (box.y - above < y) scroller.to(box.row === 0 ? 0 : box.y - above + top);
  else if (box.y + box.h + 12 > y + scroller.view) scroller.to(box.y + box.h + 12 - scroller.view + top);
}

/** @param {number} y */
export const scrollTo = (y) => scroller.to(y + top);
/** @param {number} screens */
export const scrollBy = (screens) => scroller.to(scroller.y + screens * scroller.view);
export const place = () => ({ y: scroller.y - top, view: scroller.view, height: layout?.height ?? 0 });

/** Puts the focus on the cursor's tile. */
export function focus() {
  const tile = tileOf(layout, state.cursor);
  if (tile) tile.focus({ preventScroll: true });
  else (state.tiles > state.gone.size ? area : main).focus({ preventScroll: true });
}

/** @param {number} next 1 to 4 */
export function resize(next) {
  const value = Math.max(1, Math.min(4, next));
  if (value === size) return;
  size = value;
  localStorage.setItem('alice.size', String(size));
  relay();
  emit('size', size);
}
export const tileSize = () => size;

/** The tile that is looked at: its position, its id if it is loaded, and its distance from the top of the view. */
export function whereabouts() {
  const at = here();
  return at && { ...at, dy: Math.round(at.dy), id: item(at.position)?.id ?? '' };
}

/** Says where the next layout is to begin. @param {Anchor|null} wanted */
export function keep(wanted) { anchor = wanted; }

/** Comes back from another view: to the cursor, which may have moved there. */
export function wake() {
  if (!layout || stale) return;
  reveal(state.cursor);
  focus();
}

/** Fetches the first thumbnails while the first layout is on its way. @param {import('./state.js').Columns} columns */
function fetchSoon(columns) {
  if (layout || columns.position) return;
  const { target } = shape();
  columns.id.slice(0, 24).forEach((id, index) => {
    if (id && columns.kind[index] === 0) new Image().src = thumbURL(id, edgeFor(target * columns.ratio[index] / 64, target));
  });
}

export function start() {
  area.tabIndex = -1;
  main.tabIndex = -1;
  on('soon', fetchSoon);
  on('result', () => { stale = true; relay(true); });
  on('gone', () => relay());
  on('items', (/** @type {import('./state.js').Item[]|null} */ list) => {
    if (stale) return;
    if (list && list.length < 20) for (const one of list) { const tile = tileOf(layout, one.position); if (tile) paintTile(tile); }
    else repaint();
    loadVisible();
  });
  on('selection', repaint);
  on('blur', repaint);
  let before = state.cursor;
  on('cursor', (/** @type {number} */ at) => {
    const tiles = [tileOf(layout, before)];
    const focused = root.contains(document.activeElement) || document.activeElement === area || document.activeElement === document.body;
    before = at;
    reveal(at);
    for (const tile of [...tiles, tileOf(layout, at)]) if (tile) paintTile(tile);
    tabStop();
    if (focused && document.documentElement.dataset.view === 'grid') focus();
  });
  on('result', () => { before = state.cursor; });
  let width = 0;
  new ResizeObserver(() => {
    if (area.clientWidth !== width && area.clientWidth) { width = area.clientWidth; if (layout) relay(); }
    else render();
  }).observe(area);
  on('inset', () => { if (layout && !stale) shiftInset(); });
}

/** Keeps what is looked at in place when the strip of jobs comes or goes. */
function shiftInset() {
  const before = top;
  top = inset();
  if (!layout || before === top) return;
  const y = scroller.y;
  scroller.measure(layout.height + top + foot);
  scroller.to(y > before ? y + top - before : y);
}

