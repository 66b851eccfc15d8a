// One asset on the bare canvas: zoom, neighbours decoded ahead, filmstrip and panel.

import { get } from './api.js';
import * as actions from './actions.js';
import * as details from './details.js';
import { h, button, clock, count, later, refocus, stars } from './dom.js';
import { dragOut } from './drop.js';
import { Filmstrip } from './filmstrip.js';
import { bind as bindKeys } from './keys.js';
import * as player from './player.js';
import { go, leave, view } from './router.js';
import { start as slideShow } from './slideshow.js';
import { decode, forgetDecoded, Still } from './still.js';
import { state, item, itemOf, positionOf, ensure, on, select, setCursor, step as beside } from './state.js';
import { announce } from './toast.js';
import { Zoom } from './zoom.js';

const root = /** @type {HTMLElement} */ (document.getElementById('light'));
/** @type {any} */ let ui;
/** What is shown: `position` is null for an asset that is not in the result, `home` is the tile of its stack if it was reached from there. */
let shown = none();
/** @type {import('./player.js').Player|null} */ let playing = null;
/** @type {Still|null} */ let still = null;
/** @type {Element|null} */ let before = null;
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
  forgetDecoded();
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
  const strip = new Filmstrip(() => { if (isOpen()) filmstrip(); });
  const panel = h('aside', { class: 'panel', id: 'light-panel', 'aria-label': 'Details', tabindex: -1 });
  ui = { stage, where, percent, toggle, past, next, strip, panel };
  root.replaceChildren(h('div', { class: 'canvas' }, where, stage, tools, past, next, strip.element), panel);
  zoom.attach(stage);
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
    still?.tint(item(at)?.color);
    setCursor(at);
    await ensure(Math.max(0, at - 15), at + 16);
    ahead(at);
  }
  heading();
  filmstrip();
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
  still?.end();
  still = null;
}

const paintPanel = later(70, () => { if (isOpen() && isPanelOpen()) details.render(ui.panel, shown.id); });

function paint(one) {
  stop();
  if (one.kind !== 0) zoom.show([]);
  ui.stage.setAttribute('aria-label', player.label(one));
  ui.percent.hidden = one.kind !== 0;
  if (one.kind === 0) still = new Still(one, ui.stage, zoom, veil);
  else if (one.kind < 3) {
    playing = player.create(one);
    ui.stage.replaceChildren(playing.element);
  } else player.file(one, ui.stage, () => shown.id === one.id);
  heading();
  filmstrip();
  if (isPanelOpen()) paintPanel();
}

function zoomed() {
  if (!ui) return;
  ui.percent.textContent = `${zoom.percent} %`;
  still?.zoomed();
}

/** Blurs what is flagged until the user asks to see it. */
function veil(shot = still) {
  shot?.picture.classList.toggle('blurred', details.veiled(now()));
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

function filmstrip() { ui.strip.render(shown, { show, reach }); }

function slide() {
  if (shown.position !== null) slideShow(shown.position, (position) => show(position));
}
