// One asset on the bare canvas: zoom, neighbours decoded ahead, filmstrip and panel.

import { get, fileURL, thumbURL } from './api.js';
import * as actions from './actions.js';
import * as details from './details.js';
import { h, button, clock, count, later, refocus, stars, tint } from './dom.js';
import { dragOut } from './drop.js';
import { bind as bindKeys } from './keys.js';
import * as player from './player.js';
import { go, leave, view } from './router.js';
import { start as slideShow } from './slideshow.js';
import { state, item, itemOf, positionOf, ensure, on, select, setCursor, step as beside } from './state.js';
import { announce } from './toast.js';
import { Zoom } from './zoom.js';

const root = /** @type {HTMLElement} */ (document.getElementById('light'));
/** @type {any} */ let ui;
/** What is shown: `position` is null for an asset that is not in the result, `home` is the tile of its stack if it was reached from there. */
let shown = none();
/** @type {import('./player.js').Player|null} */ let playing = null;
/** @type {import('./zoom.js').Pane|null} */ let pane = null;
/** @type {Element|null} */ let before = null;
/** @type {Map<string, any>} */ const decoded = new Map();
const zoom = new Zoom({ changed: zoomed, swipe: (direction) => step(direction) });

function none(id = '', position = /** @type {number|null} */ (null)) {
  return { id, position, home: /** @type {number|null} */ (null), stack: /** @type {string[]} */ ([]), own: /** @type {import('./state.js').Item|null} */ (null) };
}

const now = () => itemOf(shown.id) ?? shown.own;

/** Shows an asset. @param {string} id */
export async function open(id) {
  build();
  if (!isOpen()) {
    before = document.activeElement;
    shown = none();
  }
  if (!root.contains(document.activeElement)) root.focus({ preventScroll: true });
  if (shown.id === id) return;
  const at = await place(id);
  if (at < 0) await alone(id); else await show(at);
}

export function close() {
  if (!ui) return;
  stop();
  actions.provideTargets(null);
  details.leave(ui.panel);
  zoom.show([]);
  decoded.clear();
  shown = none();
  refocus(before);
}

/** The position of an asset in the result; -1 if it is not there. @param {string} id */
async function place(id) {
  const near = positionOf(id);
  return near >= 0 || !state.r ? near : get('find', { r: state.r, id }).then((answer) => answer.position ?? -1, () => -1);
}

const isOpen = () => shown.id !== '';

function build() {
  if (ui) return;
  const stage = h('div', { class: 'stage', role: 'group', 'aria-label': 'Picture' });
  root.tabIndex = -1;
  const where = h('p', { class: 'where' });
  const percent = button('', () => zoom.toggle(), { class: 'bare', title: 'One pixel for one pixel (z)', 'aria-keyshortcuts': 'z' });
  const toggle = button('Details', () => panelOpen(!isPanelOpen()), { class: 'bare', 'aria-keyshortcuts': 'i', 'aria-controls': 'light-panel' });
  const tools = h('div', { class: 'tools' }, percent,
    button('Slide show', () => slide(), { class: 'bare', 'aria-keyshortcuts': 's' }), toggle,
    button('×', leave, { class: 'bare close', 'aria-label': 'Back to the grid', title: 'Back to the grid (Esc)' }));
  const past = button('‹', () => step(-1), { class: 'bare turn past', 'aria-label': 'Previous' });
  const next = button('›', () => step(1), { class: 'bare turn next', 'aria-label': 'Next' });
  const film = h('div', { class: 'film' });
  const strip = h('nav', { class: 'strip', 'aria-label': 'Filmstrip' }, film);
  const panel = h('aside', { class: 'panel', id: 'light-panel', 'aria-label': 'Details', tabindex: -1 });
  ui = { stage, where, percent, toggle, past, next, film, strip, panel, cells: new Map(), width: innerWidth };
  root.replaceChildren(h('div', { class: 'canvas' }, where, stage, tools, past, next, strip), panel);
  zoom.attach(stage);
  new ResizeObserver(([entry]) => { ui.width = entry.contentRect.width; if (isOpen()) filmstrip(); }).observe(strip);
  stage.addEventListener('dragstart', (event) => {
    const one = now();
    if (zoom.zoomed || !one) event.preventDefault(); else dragOut(event, one);
  });
  panelOpen(innerWidth >= 700 && localStorage.getItem('alice.panel') !== 'closed');
  on('items', () => { if (isOpen()) { heading(); filmstrip(); } });
  on('blur', () => { if (isOpen()) veil(); });
  on('gone', (positions, gone) => queueMicrotask(() => { if (gone && isOpen() && !root.hidden) vanished(positions); }));
  on('cursor', (at) => { if (isOpen() && !root.hidden && at !== shown.position) show(at); });
  on('result', () => { if (isOpen() && !root.hidden) relocate(); });
}

{
  const pan = (right, down, otherwise) => () => (zoom.zoomed ? zoom.pan(right * 80, down * 80) : otherwise?.());
  bindKeys('light', [
    { keys: ['ArrowLeft'], label: 'previous, or pan when zoomed', run: pan(-1, 0, () => step(-1)) },
    { keys: ['ArrowRight'], label: 'next, or pan when zoomed', run: pan(1, 0, () => step(1)) },
    { keys: ['ArrowUp'], label: 'previous of the stack, or pan when zoomed', run: pan(0, -1, () => member(-1)), hidden: true },
    { keys: ['ArrowDown'], label: 'next of the stack, or pan when zoomed', run: pan(0, 1, () => member(1)), hidden: true },
    { keys: ['['], label: 'previous of the stack', shown: '[ ↑', run: () => member(-1) },
    { keys: [']'], label: 'next of the stack', shown: '] ↓', run: () => member(1) },
    { keys: ['h', 'k', 'PageUp'], label: 'previous', run: () => step(-1), hidden: true },
    { keys: ['l', 'j', 'PageDown'], label: 'next', run: () => step(1), hidden: true },
    { keys: ['Home'], label: 'first', run: () => show(beside(-1, 1)), hidden: true },
    { keys: ['End'], label: 'last', run: () => show(beside(state.tiles, -1)), hidden: true },
    { keys: ['z'], label: 'one pixel for one pixel', run: () => zoom.toggle() },
    { keys: ['+', '='], label: 'zoom in', run: () => zoom.step(1) },
    { keys: ['-'], label: 'zoom out', run: () => zoom.step(-1) },
    { keys: ['Space'], label: 'play or pause, else select', run: () => (playing ? playing.toggle() : mark()) },
    { keys: [','], label: 'frame back', run: () => playing?.step(-1) },
    { keys: ['.'], label: 'frame on', run: () => playing?.step(1) },
    { keys: ['s'], label: 'slide show', run: slide },
    { keys: ['i'], label: 'details', run: () => panelOpen(!isPanelOpen()) },
    { keys: ['Enter', 'Escape'], label: 'back to the grid', run: leave },
  ]);
}

const isPanelOpen = () => !ui.panel.hidden;

function panelOpen(visible) {
  ui.panel.hidden = !visible;
  ui.toggle.setAttribute('aria-expanded', String(visible));
  root.classList.toggle('with-panel', visible);
  if (innerWidth >= 700) localStorage.setItem('alice.panel', visible ? 'open' : 'closed');
  if (visible && shown.id) details.render(ui.panel, shown.id);
}

function mark() {
  const chosen = new Set(state.selection);
  if (!chosen.delete(shown.id)) chosen.add(shown.id);
  select(chosen);
  heading();
}

/** Goes to the nearest asset in a direction that is still there. @param {number} direction */
function step(direction) {
  const from = shown.position ?? shown.home;
  if (from === null) { member(direction); return; }
  const at = beside(from, direction);
  if (at !== from) show(at);
  else announce(direction > 0 ? 'This is the last one' : 'This is the first one');
}

/** Goes through the stack of what is shown, best first. @param {number} direction */
async function member(direction) {
  const from = shown;
  const stack = from.stack.length ? from.stack : (await details.load(from.id).catch(() => null))?.stack ?? [];
  if (shown !== from) return;
  const id = stack[stack.indexOf(from.id) + direction];
  if (id) reach(id, from.position ?? from.home);
  else announce(stack.length < 2 ? 'This is in no stack' : direction > 0 ? 'This is the last one of the stack' : 'This is the first one of the stack');
}

/** Shows a member of a stack. @param {string} id @param {number|null} home */
function reach(id, home) {
  if (home !== null && item(home)?.id === id) { show(home); return; }
  go({ view: 'light', at: id }, { replace: true, quiet: true });
  alone(id, home);
}

async function show(position) {
  if (position < 0 || position >= state.tiles) return;
  const [from, to] = [Math.max(0, position - 15), position + 16];
  if (!item(position)) await ensure(from, to);
  const next = item(position);
  // Back may have left the view meanwhile.
  if (!next?.id || view() !== 'light') return;
  shown = none(next.id, position);
  actions.provideTargets(null);
  setCursor(position);
  go({ view: 'light', at: next.id }, { replace: true, quiet: true });
  paint(next);
  ahead(position);
  ensure(from, to).then(filmstrip);
  announce(`${count(position + 1)} of ${count(state.tiles)}`);
  if (next.count < 2) return;
  const { stack } = await details.load(next.id).catch(() => ({ stack: [] }));
  if (shown.id !== next.id || shown.position === null) return;
  shown.stack = stack ?? [];
  heading();
}

/** Shows an asset that the result does not hold, such as a member of a stack; without a home the arrows walk through the stack. */
async function alone(id, home = /** @type {number|null} */ (null)) {
  shown = none(id);
  shown.home = home;
  try {
    const { asset, stack } = await details.load(id);
    if (shown.id !== id) return;
    shown.stack = stack ?? [];
    const own = shown.own = details.itemFrom(asset);
    actions.provideTargets(() => [own]);
    paint(own);
  } catch (problem) {
    stop();
    zoom.show([]);
    ui.stage.replaceChildren(h('div', { class: 'card' }, h('h2', { text: 'This asset is not in the library' }),
      h('p', { text: problem.message }), button('Back to the grid', leave)));
  }
  heading();
  filmstrip();
}

/** The shown asset went to the trash, here or elsewhere. */
function vanished(positions) {
  const { position, stack, id } = shown;
  if (position === null) {
    if (!positions.includes(-1)) return;
    const left = stack.filter((one) => one !== id);
    if (left.length === 0) { leave(); return; }
    details.forget(left[0]);
    alone(left[Math.min(stack.indexOf(id), left.length - 1)], shown.home);
  } else if (state.gone.has(position)) {
    const at = [1, -1].map((direction) => beside(position, direction)).find((one) => one !== position && !state.gone.has(one));
    if (at === undefined) leave(); else show(at);
  }
}

/** A new result came: the asset keeps its place on the screen and gets its new position. */
async function relocate() {
  const id = shown.id;
  const at = await place(id);
  if (shown.id !== id) return;
  shown.position = at < 0 ? null : at;
  shown.home = null;
  if (at >= 0) {
    actions.provideTargets(null);
    if (pane && !decoded.get(id)?.complete) tint(pane.picture, item(at)?.color);
    setCursor(at);
    await ensure(Math.max(0, at - 15), at + 16);
    ahead(at);
  }
  heading();
  filmstrip();
}

/** The 1280 pixel thumbnail of an asset as a node that is being decoded. @param {string} id @param {'visible'|'near'} priority */
export function decode(id, priority) {
  const kept = decoded.get(id);
  if (kept) return kept;
  const image = h('img', { alt: '', decoding: 'async', fetchpriority: priority === 'visible' ? 'high' : 'low', src: thumbURL(id, 1280, priority) });
  image.ready = image.decode().then(() => true, () => false);
  decoded.set(id, image);
  if (decoded.size > 6) decoded.delete([...decoded.keys()].find((one) => one !== shown.id));
  return image;
}

function ahead(position) {
  for (const at of [position + 1, position + 2, position - 1]) {
    const next = item(at);
    if (next?.id && (next.kind === 0 || next.kind === 1)) decode(next.id, 'near');
  }
}

function stop() {
  playing?.stop();
  playing = null;
  pane = null;
}

const paintPanel = later(70, () => { if (isOpen() && isPanelOpen()) details.render(ui.panel, shown.id); });

function paint(one) {
  stop();
  if (one.kind !== 0) zoom.show([]);
  ui.stage.setAttribute('aria-label', ['Picture', 'Video', 'Sound', 'File'][one.kind]);
  ui.percent.hidden = one.kind !== 0;
  if (one.kind === 0) still(one);
  else if (one.kind < 3) {
    playing = player.create(one);
    ui.stage.replaceChildren(playing.element);
  } else ui.stage.replaceChildren(player.card('No preview', 'alice has no preview for this kind of file.', one.id));
  heading();
  filmstrip();
  if (isPanelOpen()) paintPanel();
}

/** A picture in layers: its colour, 320, 1280, and the original when the zoom asks for it. */
function still(one) {
  const id = one.id;
  const shot = h('div', { class: 'shot', role: 'img', 'aria-label': one.prompt || 'No prompt' });
  const wide = one.ratio >= 64;
  pane = { frame: ui.stage, picture: shot, pad: innerWidth < 700 ? 0 : 24,
    width: wide ? 1280 : (1280 * one.ratio) / 64, height: wide ? (1280 * 64) / one.ratio : 1280 };
  tint(shot, one.color);
  const middle = decode(id, 'visible');
  if (!middle.complete) shot.append(h('img', { alt: '', src: thumbURL(id, 320, 'visible') }));
  shot.append(middle);
  ui.stage.replaceChildren(shot);
  veil();
  zoom.show([pane]);
  middle.ready.then(async (good) => {
    if (shown.id !== id) return;
    if (good) { shot.replaceChildren(...[...shot.children].slice([...shot.children].indexOf(middle))); tint(shot); return; }
    const why = await get('thumb/' + id + '/1280').then(() => null, (problem) => problem);
    if (shown.id === id) missing(id, why);
  });
  details.load(id).then(({ asset }) => {
    if (shown.id !== id || !pane || !asset.width || !asset.height) return;
    const turned = (asset.width > asset.height) !== (pane.width > pane.height) && asset.width !== asset.height;
    pane.width = turned ? asset.height : asset.width;
    pane.height = turned ? asset.width : asset.height;
    if (asset.format === 'gif') original();
    zoom.draw();
  }, () => {});
}

function missing(id, why) {
  stop();
  zoom.show([]);
  const needs = why?.body?.needs;
  ui.stage.replaceChildren(player.card(needs ? `A preview needs ${needs}` : 'No preview',
    why ? why.detail + (needs ? ` Install ${needs} and reload the page.` : '') : 'The picture could not be decoded.', id));
}

/** Puts the file itself over the thumbnail. */
function original() {
  const shot = pane?.picture;
  if (!shot || shot.dataset.whole) return;
  shot.dataset.whole = 'asked';
  const image = h('img', { alt: '', src: fileURL(shown.id) });
  image.decode().then(() => { if (shot.isConnected) shot.replaceChildren(image); }, () => {});
}

function zoomed() {
  if (!ui || !pane) return;
  ui.percent.textContent = `${zoom.percent} %`;
  const edge = Math.max(pane.width, pane.height) * zoom.scale() * devicePixelRatio;
  if (zoom.zoomed && edge > 1_300) original();
}

/** Blurs what is flagged until the user asks to see it. */
function veil() {
  pane?.picture.classList.toggle('blurred', details.veiled(now()));
}

function heading() {
  const { position, stack, id } = shown;
  const one = now();
  const flags = one?.flags ?? 0;
  const at = stack.indexOf(id);
  const tile = position ?? shown.home;
  const place = [tile !== null && `${count(tile + 1)} of ${count(state.tiles)}`, stack.length > 1 && at >= 0 && `${at + 1} of ${stack.length} in the stack`]
    .filter(Boolean).join(' · ') || 'Not in this result';
  ui.where.textContent = [
    place, stars(one?.rating ?? 0), flags & 1 && 'picked', flags & 2 && 'rejected', state.selection.has(id) && 'selected',
    one?.kind === 1 && one.duration && clock(one.duration), details.veiled(one) && 'flagged, B shows it',
  ].filter(Boolean).join(' · ');
  ui.past.disabled = tile === null ? at < 1 : tile === 0;
  ui.next.disabled = tile === null ? at >= stack.length - 1 : tile >= state.tiles - 1;
  veil();
}

/** At most thirty cells around the shown asset, reused by position. */
function filmstrip() {
  const { film, cells } = ui;
  ui.strip.hidden = (shown.position === null ? shown.stack.length : state.tiles) < 2;
  if (shown.position === null || film.dataset.stack) { film.replaceChildren(); cells.clear(); }
  film.dataset.stack = shown.position === null ? 'yes' : '';
  if (shown.position === null) { members(); return; }
  const from = Math.max(0, Math.min(shown.position - 13, state.tiles - 29));
  const to = Math.min(state.tiles, from + 29);
  for (const [at, cell] of cells) if (at < from || at >= to) { cell.remove(); cells.delete(at); }
  for (let at = from; at < to; at += 1) {
    const one = item(at);
    let cell = cells.get(at);
    if (!cell) {
      cell = button('', () => show(at), { class: 'cell', tabindex: -1 });
      cells.set(at, cell);
    }
    if (cell.dataset.id !== (one?.id ?? '')) fill(cell, one);
    cell.setAttribute('aria-label', `${count(at + 1)}: ${one?.prompt?.slice(0, 60) ?? ''}`);
    cell.classList.toggle('blurred', details.veiled(one));
    cell.hidden = state.gone.has(at);
    cell.classList.toggle('rejected', Boolean(one && one.flags & 2));
    cell.tabIndex = at === shown.position ? 0 : -1;
    if (at === shown.position) cell.setAttribute('aria-current', 'true'); else cell.removeAttribute('aria-current');
    if (film.children[at - from] !== cell) film.insertBefore(cell, film.children[at - from] ?? null);
  }
  let left = 0;
  for (let at = from; at < shown.position; at += 1) left += state.gone.has(at) ? 0 : wide(item(at)) + 4;
  let all = left;
  for (let at = shown.position; at < to; at += 1) all += state.gone.has(at) ? 0 : wide(item(at)) + 4;
  const middle = ui.width / 2 - left - wide(item(shown.position)) / 2;
  film.style.transform = `translateX(${Math.round(Math.max(Math.min(16, ui.width - all - 12), Math.min(16, middle)))}px)`;
}

/** The filmstrip of a stack. */
function members() {
  const { id: current, stack, home, own } = shown;
  ui.film.style.transform = 'translateX(16px)';
  stack.slice(0, 60).forEach((id, index) => {
    const cell = button('', () => reach(id, home), { class: 'cell', tabindex: id === current ? 0 : -1,
      'aria-label': `${index + 1} of ${stack.length} in the stack`, 'aria-current': id === current && 'true' });
    fill(cell, itemOf(id) ?? (id === current ? own : null) ?? { id, kind: 0, ratio: own?.ratio ?? 64, color: -1 });
    ui.film.append(cell);
  });
}

/** The width of a cell; known here so that the strip is centred without asking the browser to lay it out. */
const wide = (one) => Math.round(60 * Math.max(0.5, Math.min(2.4, (one?.ratio ?? 64) / 64)));

function fill(cell, one) {
  cell.dataset.id = one?.id ?? '';
  cell.style.width = `${wide(one)}px`;
  tint(cell, one?.color);
  cell.replaceChildren();
  if (!one?.id) return;
  if (one.kind < 2) {
    cell.append(h('img', { alt: '', draggable: 'false', decoding: 'async', src: thumbURL(one.id, 160, 'near'), onerror: (event) => event.target.remove() }));
  }
  if (one.kind > 0) cell.append(h('span', { class: 'kind', 'aria-hidden': 'true', text: ['', '▶', '♪', '▤'][one.kind] }));
}

function slide() {
  if (shown.position !== null) slideShow(shown.position, (position) => show(position));
}
