// The headings of days: their names, how much was made and what it cost.
import { get } from './api.js';
import { counted, h, later } from './dom.js';
import { floorIndex } from './layout.js';
import { on, pictured, state } from './state.js';

const root = /** @type {HTMLElement} */ (document.getElementById('days'));
const near = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const far = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const batch = 100;

/** @type {import('./layout.js').Layout|null} */ let layout = null;
/** @type {Map<number, HTMLElement>} */ const shown = new Map();
/** @type {Map<number, {cost: string|null, assets: number}>} */ let facts = new Map();
/** @type {Set<number>} */ let asked = new Set();
/** How many assets of a day went since the snapshot. @type {Map<number, number>} */ let lost = new Map();
let result = '';
/** The days that were rendered last. */ let seen = [0, -1];

/** @param {number} index */
const dayOf = (index) => state.dayPairs[index * 2];
/** @param {number} day since 1970 */
const date = (day) => new Date(day * 86_400_000);

function today() {
  const now = new Date();
  return Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / 86_400_000);
}

/** How people say a day. @param {number} index */
export function name(index) {
  const day = dayOf(index);
  const ago = today() - day;
  if (ago === 0) return 'Today';
  if (ago === 1) return 'Yesterday';
  return (ago > 0 && ago < 300 ? near : far).format(date(day));
}
/** @param {number} index */
export const dateOf = (index) => date(dayOf(index));

/** @param {import('./layout.js').Layout} next */
export function reset(next) {
  layout = next;
  for (const node of shown.values()) node.remove();
  shown.clear();
  if (result === state.r) return;
  result = state.r;
  facts = new Map();
  asked = new Set();
  lost = new Map();
}

/** @param {number} y @param {number} view @param {number} shift */
export function render(y, view, shift) {
  if (!layout?.days) return;
  const first = floorIndex(layout.dayTop, y - view / 2);
  const last = floorIndex(layout.dayTop, y + view * 1.5);
  let begin = first;
  while (begin > 0 && layout.dayTop[begin - 1] === layout.dayTop[first]) begin -= 1;
  for (const [index, node] of shown) {
    if (index < begin || index > last) { node.remove(); shown.delete(index); }
  }
  for (let index = begin; index <= last; index += 1) {
    if (!layout.dayTiles[index]) continue;
    const node = shown.get(index) ?? build(index);
    node.style.transform = `translate(${layout.dayX[index]}px, ${layout.dayTop[index] + shift}px)`;
  }
  seen = [begin, last];
  fetchFacts(begin, last);
}

/** @param {number} index */
function build(index) {
  const node = h('h2', { class: 'day' }, h('b', { text: name(index) }), h('span', {}));
  node.style.maxWidth = layout?.dayWidth[index] + 'px';
  shown.set(index, node);
  fill(index);
  root.append(node);
  return node;
}

/** @param {number} index */
function fill(index) {
  const span = shown.get(index)?.lastChild;
  const known = facts.get(index);
  if (!span || !layout) return;
  const number = known ? known.assets - (lost.get(index) ?? 0) : layout.dayTiles[index];
  const from = startOf(index);
  const all = state.dayPairs[index * 2 + 1];
  span.textContent = counted(number, all <= 500 && pictured(from, from + all) ? 'picture' : 'file') + (known?.cost && Number(known.cost) > 0 ? ` · ${known.cost} USD` : '');
}

/** The first tile of a day. @param {number} index */
function startOf(index) {
  let from = 0;
  for (let day = 0; day < index; day += 1) from += state.dayPairs[day * 2 + 1];
  return from;
}

/** The day of a tile; -1 if the result has no days. @param {number} position */
function dayAt(position) {
  let end = 0;
  for (let index = 0; index < state.days; index += 1) {
    end += state.dayPairs[index * 2 + 1];
    if (position < end) return index;
  }
  return -1;
}

/** Asks again what the days cost whose assets went or came back. */
const renew = later(150, () => {
  for (const index of lost.keys()) asked.delete(Math.floor(index / batch));
  fetchFacts(...seen);
});

on('total', (/** @type {number} */ position, /** @type {number} */ delta) => {
  const index = dayAt(position);
  if (index < 0 || result !== state.r) return;
  lost.set(index, (lost.get(index) ?? 0) - delta);
  const known = facts.get(index);
  if (known) known.cost = null;
  fill(index);
});
on('items', () => { for (const index of shown.keys()) fill(index); });
on('settled', () => { if (lost.size) renew(); });

/** @param {number} first @param {number} last */
async function fetchFacts(first, last) {
  for (let part = Math.floor(first / batch); part <= Math.floor(last / batch); part += 1) {
    if (asked.has(part)) continue;
    asked.add(part);
    const r = state.r;
    try {
      const answer = await get('days', { r, from: part * batch, to: Math.min((part + 1) * batch, state.days) });
      if (r !== state.r) return;
      answer.costs.forEach((/** @type {string|null} */ cost, /** @type {number} */ index) => {
        facts.set(part * batch + index, { cost, assets: answer.assets[index] });
        fill(part * batch + index);
      });
    } catch { asked.delete(part); }
  }
}

/** Names the month of a day, to tell months apart. @param {number} index */
export function monthKey(index) {
  const at = dateOf(index);
  return `${at.getUTCFullYear()}-${at.getUTCMonth()}`;
}
