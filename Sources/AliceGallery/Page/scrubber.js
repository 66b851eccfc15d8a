// The months at the right: where they are in the result, where the view is, and a handle to go anywhere.
import { h } from './dom.js';
import * as days from './days.js';
import * as grid from './grid.js';
import { on, state } from './state.js';

const root = /** @type {HTMLElement} */ (document.getElementById('scrubber'));
const shell = /** @type {HTMLElement} */ (document.getElementById('dates'));
const short = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' });
const marker = h('i', { class: 'marker' });
const bubble = h('output', { class: 'bubble', 'aria-hidden': 'true' });
const room = 26;

/** First days of months: their place in the result. @type {{day: number, y: number}[]} */ let months = [];
let drags = false;
let tall = 0;

function draw() {
  const plan = grid.layout;
  months = [];
  tall = root.clientHeight;
  if (!plan || shell.hidden) return;
  let before = '';
  for (let day = 0; day < plan.days; day += 1) {
    const name = days.monthKey(day);
    if (name !== before) months.push({ day, y: plan.dayTop[day] });
    before = name;
  }
  root.replaceChildren(...labels(plan.height), marker, bubble);
  move();
}

/** Labels that do not touch: years win over months. @param {number} height */
function labels(height) {
  const track = tall - room;
  const candidates = months.map((one, index) => {
    const year = days.dateOf(one.day).getUTCFullYear();
    const turns = index > 0 && year !== days.dateOf(months[index - 1].day).getUTCFullYear();
    return { day: one.day, at: one.y / height * track, text: turns ? String(year) : short.format(days.dateOf(one.day)), weight: index === 0 ? 2 : turns ? 1 : 0 };
  });
  const taken = /** @type {typeof candidates} */ ([]);
  for (const one of candidates.toSorted((a, b) => b.weight - a.weight || a.at - b.at)) {
    if (taken.every((other) => Math.abs(other.at - one.at) >= room)) taken.push(one);
  }
  return taken.sort((a, b) => a.at - b.at).map((one) => {
    const node = h('span', { text: one.text, 'data-day': one.day });
    node.style.top = `${Math.round(one.at + room / 2)}px`;
    return node;
  });
}

function move() {
  const plan = grid.layout;
  if (!plan || shell.hidden) return;
  const { y, view, height } = grid.place();
  const part = Math.max(0, Math.min(1, y / Math.max(1, height - view)));
  marker.style.transform = `translateY(${Math.round(part * (tall - 3))}px)`;
  const text = days.name(plan.dayAt(y + 40));
  root.setAttribute('aria-valuenow', String(Math.round(part * 1000)));
  root.setAttribute('aria-valuetext', text);
  const labels = [...root.querySelectorAll('span')];
  const now = labels.findLast((one) => Number(one.dataset.day) <= plan.dayAt(y + 40));
  for (const one of labels) one.classList.toggle('now', one === now);
  if (drags) tell(part, text);
}

/** @param {number} part @param {string} text */
function tell(part, text) {
  bubble.textContent = text;
  bubble.style.top = `${Math.max(16, Math.min(tall - 16, part * tall))}px`;
}

/** @param {PointerEvent} event */
function partAt(event) {
  const box = root.getBoundingClientRect();
  return Math.max(0, Math.min(1, (event.clientY - box.top - 2) / Math.max(1, box.height - 4)));
}

/** @param {PointerEvent} event */
function point(event) {
  const plan = grid.layout;
  if (!plan) return;
  const part = partAt(event);
  const { view, height } = grid.place();
  const y = part * Math.max(0, height - view);
  if (drags) grid.scrollTo(y);
  tell(part, days.name(plan.dayAt(y + 40)));
}

/** Goes to the next or the previous month. @param {number} direction */
function month(direction) {
  const { y } = grid.place();
  const next = direction > 0 ? months.find((one) => one.y > y + 1) : months.findLast((one) => one.y < y - 1);
  if (next) grid.scrollTo(next.y);
}

/** Shows the months where the order has days, before the grid measures its width. */
function appear() {
  shell.hidden = state.days < 2;
  document.getElementById('body')?.classList.toggle('dated', !shell.hidden);
}

export function start() {
  on('result', appear);
  on('layout', draw);
  on('scroll', move);
  new ResizeObserver(draw).observe(root);
  root.addEventListener('pointerdown', (event) => {
    root.setPointerCapture(event.pointerId);
    drags = true;
    root.classList.add('drags');
    point(event);
  });
  root.addEventListener('pointermove', point);
  const end = () => { drags = false; root.classList.remove('drags'); };
  root.addEventListener('pointerup', end);
  root.addEventListener('pointercancel', end);
  root.addEventListener('keydown', (event) => {
    const { height } = grid.place();
    const act = /** @type {Record<string, () => void>} */ ({ ArrowDown: () => month(1), ArrowUp: () => month(-1), Home: () => grid.scrollTo(0),
      End: () => grid.scrollTo(height), PageDown: () => grid.scrollBy(1), PageUp: () => grid.scrollBy(-1) })[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

