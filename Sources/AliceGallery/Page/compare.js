// Two to four assets under one locked zoom: side by side, slider, flicker, difference.

import { fileURL, post, thumbURL } from './api.js';
import * as actions from './actions.js';
import * as details from './details.js';
import { diff } from './diff.js';
import { h, button, calm, count, refocus, stars, tint } from './dom.js';
import * as dupes from './dupes.js';
import { bind as bindKeys } from './keys.js';
import { leave } from './router.js';
import { itemOf, on, state } from './state.js';
import * as toast from './toast.js';
import { Zoom } from './zoom.js';

/** @typedef {{id: string, element: any, caption: any, asset: any, pane: import('./zoom.js').Pane, item: () => import('./state.js').Item}} View */

const root = /** @type {HTMLElement} */ (document.getElementById('compare'));
const modes = [['side', 'Side by side'], ['slider', 'Slider'], ['flicker', 'Flicker'], ['difference', 'Difference']];
/** @type {any} */ let ui;
/** @type {View[]} */ let views = [];
let mode = 'side';
let focused = 0;
let verdicts = 0;
let flicker = 0;
/** @type {Element|null} */ let before = null;
const zoom = new Zoom({ changed: () => label() });

/**
 * One picture with its caption, for any view that compares.
 * @param {string} id @param {string} letter @param {Zoom} lock
 * @returns {Promise<View>}
 */
export async function view(id, letter, lock) {
  const { asset } = await details.load(id);
  const own = details.itemFrom(asset);
  const item = () => itemOf(id) ?? own;
  const picture = h('div', { class: 'shot', role: 'img', 'aria-label': asset.prompt || 'No prompt' },
    h('img', { alt: '', draggable: 'false', src: thumbURL(id, 1280, 'visible') }));
  picture.classList.toggle('blurred', details.veiled(item()));
  tint(picture, item().color);
  const caption = h('p', { class: 'caption' });
  const element = h('div', { class: 'pane', tabindex: 0, role: 'group', 'aria-label': `${letter}: ${asset.prompt ?? ''}`.slice(0, 200) }, picture, caption);
  const pane = { frame: element, picture, width: asset.width || 640, height: asset.height || 640 };
  if (own.kind > 1 || (own.kind === 1 && !asset.width)) picture.replaceChildren(h('p', { class: 'quiet', text: asset.prompt ?? asset.path }));
  let whole = false;
  const sharpen = () => {
    if (whole || own.kind !== 0 || Math.max(pane.width, pane.height) * lock.scale(pane) * devicePixelRatio < 1_300) return;
    whole = true;
    const image = h('img', { alt: '', draggable: 'false', src: fileURL(id) });
    image.decode().then(() => picture.replaceChildren(image), () => {});
  };
  new ResizeObserver(sharpen).observe(picture);
  lock.attach(element);
  return { id, element, caption, asset, pane, item };
}

/** What a caption says: letter, model, seed, verdicts. @param {View} one @param {string} letter */
export function describe(one, letter) {
  const now = one.item();
  const parts = [one.asset.model, one.asset.seed && `seed ${one.asset.seed}`, stars(now.rating || now.quality),
    now.flags & 1 ? 'picked' : '', now.flags & 2 ? 'rejected' : '', now.elo ? `Elo ${rounded(now.elo)}` : ''].filter(Boolean);
  one.caption.replaceChildren(h('b', { text: letter }), ...parts.map((part) => ' · ' + part));
}

/** Shows two to four assets. @param {string[]} ids */
export async function open(ids) {
  build();
  before ??= document.activeElement;
  const wanted = [...new Set(ids)].slice(0, 4);
  if (wanted.join() === views.map((one) => one.id).join()) return;
  mode = 'side';
  actions.provideTargets(() => (views[focused] ? [views[focused].item()] : []));
  try {
    views = await Promise.all(wanted.map((id, index) => view(id, letter(index), zoom)));
  } catch (problem) {
    views = [];
    ui.panes.replaceChildren(h('div', { class: 'card' }, h('h2', { text: 'These cannot be compared' }), h('p', { text: problem.message }), button('Back to the grid', leave)));
    return;
  }
  views.forEach((one) => one.element.addEventListener('focus', () => focus(views.indexOf(one), false)));
  if (views.length < 2) {
    ui.panes.replaceChildren(h('div', { class: 'card' }, h('h2', { text: 'Select two to four to compare' }),
      h('p', { text: 'Space selects in the grid, C compares what is selected.' }), button('Back to the grid', leave)));
    return;
  }
  zoom.reset();
  arrange();
  ui.differs.textContent = differences(views.map((one) => one.asset));
  ui.group.textContent = dupes.describe(wanted);
  focus(0);
}

export function close() {
  if (!ui) return;
  clearInterval(flicker);
  actions.provideTargets(null);
  zoom.show([]);
  views = [];
  ui.panes.replaceChildren();
  if (verdicts > 0) post('duel/end', {}).catch((problem) => toast.show(problem.message, { kind: 'bad' }));
  verdicts = 0;
  refocus(before);
  before = null;
}

export const letter = (index) => String.fromCharCode(65 + index);

function build() {
  if (ui) return;
  const choice = h('div', { class: 'segments', role: 'group', 'aria-label': 'How to compare' },
    ...modes.map(([name, words]) => button(words, () => change(name), { 'data-mode': name })));
  const label = h('span', { class: 'quiet' });
  const panes = h('div', { class: 'panes' });
  const range = h('input', { type: 'range', min: 0, max: 100, value: 50, class: 'wipe', 'aria-label': 'Place of the divider', oninput: () => wipe() });
  const hints = h('div', { class: 'hints' });
  const group = h('span', { class: 'quiet', role: 'status' });
  const differs = h('span', { class: 'differs quiet' });
  ui = { choice, label, panes, range, hints, differs, group };
  root.replaceChildren(h('div', { class: 'head' }, h('h2', { text: 'Compare' }), choice, label, group,
    button('Close ', leave, { class: 'bare end' }, h('kbd', { text: 'Esc', 'aria-hidden': 'true' }))), panes, range,
  h('div', { class: 'foot' }, hints, differs));
  on('items', () => { if (views.length) captions(); });
  on('gone', (positions, gone) => {
    // What the result does not hold has no position: it is the focused one that was trashed then.
    const isGone = (one, index) => (one.item().position < 0 ? gone && positions.includes(-1) && index === focused : state.gone.has(one.item().position));
    const left = views.filter((one, index) => !isGone(one, index));
    if (left.length === views.length) return;
    if (left.length < 2) { leave(); return; }
    views = left;
    arrange();
    focus(Math.min(focused, left.length - 1));
  });
  on('blur', () => views.forEach((one) => one.pane.picture.classList.toggle('blurred', details.veiled(one.item()))));
}

{
  const pan = (right, down) => () => zoom.pan(right * 80, down * 80);
  const pair = () => views.length === 2;
  bindKeys('compare', [
    { keys: ['ArrowLeft'], label: 'A is better', run: () => verdict(0), when: pair, shown: '←' },
    { keys: ['ArrowRight'], label: 'B is better', run: () => verdict(1), when: pair, shown: '→' },
    { keys: ['k'], label: 'Keep this one, and move the others to the trash', run: keep, when: () => views.length > 1 },
    { keys: ['n'], label: 'Next group of duplicates', run: () => dupes.next(), when: inGroup },
    { keys: ['m'], label: 'mode', run: cycle, shown: 'M' },
    { keys: ['Space'], label: 'swap', run: () => focus((focused + 1) % views.length) },
    { keys: ['Shift+ArrowLeft'], label: 'pan', run: pan(-1, 0), shown: 'Shift+Arrows' },
    { keys: ['Shift+ArrowRight'], label: 'pan', run: pan(1, 0), hidden: true },
    { keys: ['Shift+ArrowUp', 'ArrowUp'], label: 'pan', run: pan(0, -1), hidden: true },
    { keys: ['Shift+ArrowDown', 'ArrowDown'], label: 'pan', run: pan(0, 1), hidden: true },
    ...[1, 2, 3, 4, 5].map((n) => ({ keys: ['Shift+' + n], label: 'rate and go to the next', hidden: n > 1, shown: 'Shift+1 – 5',
      run: () => { actions.rate(n); focus((focused + 1) % views.length); } })),
    { keys: ['z'], label: 'one pixel for one pixel', run: () => zoom.toggle() },
    { keys: ['+', '='], label: 'zoom in', run: () => zoom.step(1) },
    { keys: ['-'], label: 'zoom out', run: () => zoom.step(-1) },
    { keys: ['Escape', 'c'], label: 'back to the grid', run: leave, shown: 'Esc' },
  ]);
}

function inGroup() { return dupes.group(views.map((one) => one.id)) !== null; }

/** Keeps the focused one. */
function keep() {
  if (actions.locked()) return;
  const items = views.map((one) => one.item());
  // What goes now must not close the view before it shows what comes next.
  views = [];
  dupes.keep(items, focused);
}

const captions = () => views.forEach((one, index) => describe(one, letter(index)));

function label() {
  ui.label.textContent = views.length ? `zoom ${zoom.percent} %, locked` : '';
}

function cycle() {
  change(modes[(modes.findIndex(([name]) => name === mode) + 1) % modes.length][0]);
}

/** @param {string} name */
function change(name) {
  mode = name;
  arrange();
  toast.announce(modes.find(([one]) => one === name)?.[1] ?? '');
  if (!ui.choice.contains(document.activeElement)) views[focused]?.element.focus();
}

function arrange() {
  clearInterval(flicker);
  root.dataset.mode = mode;
  root.dataset.panes = String(views.length);
  for (const one of ui.choice.children) one.setAttribute('aria-pressed', String(one.dataset.mode === mode));
  if (views.some((one, index) => ui.panes.children[index] !== one.element) || ui.panes.children.length !== views.length) {
    ui.panes.replaceChildren(...views.map((one) => one.element));
  }
  ui.range.hidden = mode !== 'slider';
  captions();
  hints();
  zoom.show(views.map((one) => one.pane), true);
  stack();
  // Three changes a second are the most that is safe to look at; with less motion only the keys change the picture.
  if (mode === 'flicker' && !calm()) flicker = setInterval(() => focus((focused + 1) % views.length, false), 700);
}

/** In the stacked modes: which pane lies where. */
function stack() {
  const other = (focused + 1) % views.length;
  views.forEach((one, index) => {
    const style = one.element.style;
    one.element.classList.toggle('front', index === focused);
    style.zIndex = mode === 'side' ? '' : index === focused ? '2' : index === other ? '1' : '0';
    style.clipPath = '';
  });
  if (mode === 'slider') wipe();
}

/** The first of the pair on the left of the divider, the other on the right. */
function wipe() {
  const at = Number(ui.range.value);
  const other = (focused + 1) % views.length;
  const [left, right] = focused < other ? [focused, other] : [other, focused];
  if (!views[left] || !views[right]) return;
  views[left].element.style.clipPath = `inset(0 ${100 - at}% 0 0)`;
  views[right].element.style.clipPath = `inset(0 0 0 ${at}%)`;
  ui.panes.style.setProperty('--wipe', `${at}%`);
}

/** @param {number} index */
function focus(index, really = true) {
  if (!views[index]) return;
  focused = index;
  if (really) views[index].element.focus({ preventScroll: true });
  stack();
}

/** The keys that matter, as buttons for those who have none. */
function hints() {
  const next = () => focus((focused + 1) % views.length);
  ui.hints.replaceChildren(...[
    ...(views.length === 2 && !state.readOnly ? [hint('←', 'A is better', () => verdict(0)), hint('→', 'B is better', () => verdict(1))] : []),
    !state.readOnly && hint('K', 'keep the focused one only', keep), inGroup() && hint('N', 'next group', () => dupes.next()),
    hint('M', 'mode', cycle), hint(mode === 'side' ? 'Tab' : 'Space', mode === 'side' ? 'next' : 'swap', next),
    !state.readOnly && h('span', {}, h('kbd', { text: '1' }), '–', h('kbd', { text: '5' }), ' rate the focused one')].filter(Boolean));
}

/** A key as a button. @param {string} key @param {string} words @param {() => void} run */
export const hint = (key, words, run) => button('', run, { class: 'bare' }, h('kbd', { text: key, 'aria-hidden': 'true' }), ' ' + words);

/** @param {number} index the one that is better */
async function verdict(index) {
  const [winner, loser] = [views[index], views[1 - index]];
  if (!winner || !loser || state.readOnly) return;
  try {
    const { elo } = await post('duel', { winner: winner.id, loser: loser.id }, { key: crypto.randomUUID() });
    verdicts += 1;
    for (const one of [winner, loser]) one.item().elo = elo[one.id] ?? one.item().elo;
    captions();
    toast.show(`${letter(index)} is better · Elo ${rounded(elo[winner.id])} and ${rounded(elo[loser.id])}`, { slot: 'verdict', ms: 4_000 });
  } catch (problem) {
    toast.show(problem.message, { kind: 'bad' });
  }
}

export const rounded = (elo) => (elo ? count(Math.round(elo)) : 'unknown');

/** How recipes differ, in one line. @param {any[]} assets */
function differences(assets) {
  const all = assets.map((asset) => new Map(details.rows(asset)));
  const found = [];
  for (const name of new Set(all.flatMap((one) => [...one.keys()]))) {
    if (['Made', 'Cost', 'Score', 'Elo', 'Albums', 'Length', 'Defects', 'Generator', 'Project'].includes(name)) continue;
    const values = all.map((one) => (name === 'Size' ? (one.get(name) ?? '–').split(',')[0] : one.get(name) ?? '–'));
    if (new Set(values).size === 1) continue;
    const short = values.every((value) => value.length <= 12) && name !== 'Seed' && name !== 'Model';
    found.push(name.toLowerCase() + (short ? ' ' + values.join(' / ') : ''));
  }
  const [a, b] = assets.map((asset) => asset.prompt ?? '');
  if (assets.some((asset) => (asset.prompt ?? '') !== a)) {
    const marks = assets.length === 2 ? diff(a, b) : null;
    const changed = (marks ?? []).filter((run) => run.kind !== 'same').map((run) => (run.kind === 'added' ? '+' : '−') + run.text);
    found.push('prompt' + (changed.length && changed.join(' ').length < 90 ? ' ' + changed.join(' ') : ''));
  }
  return found.length ? 'differs in: ' + found.join(', ') : 'the same recipe';
}
