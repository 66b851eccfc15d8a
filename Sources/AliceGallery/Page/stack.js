// The members of a stack in a tray below the grid: one request's results, best first.
import * as actions from './actions.js';
import { get, thumbURL } from './api.js';
import { button, counted, h } from './dom.js';
import * as grid from './grid.js';
import { active, bind } from './keys.js';
import { go, view } from './router.js';
import { item, itemsFrom, on, state } from './state.js';
import { judged, spoken } from './tiles.js';
import * as toast from './toast.js';

const root = /** @type {HTMLElement} */ (document.getElementById('stack'));
/** @type {import('./state.js').Item[]} */ let members = [];
let cursor = 0;
let position = -1;

/** @param {number} at */
async function open(at) {
  if (!root.hidden && at === position) { close(); return; }
  if ((item(at)?.count ?? 1) < 2) { toast.show('This is in no stack', { ms: 2500, slot: 'stack' }); return; }
  const answer = await get('stack', { r: state.r, at });
  members = itemsFrom(answer.columns).filter((one) => one.id).slice(0, 60);
  position = at;
  cursor = 0;
  draw();
  root.hidden = false;
  grid.reveal(state.cursor);
  actions.provideTargets(() => (root.contains(document.activeElement) ? [members[cursor]] : null));
  focus();
}

function close() {
  if (root.hidden) return;
  root.hidden = true;
  actions.provideTargets(null);
  grid.focus();
}

function draw() {
  root.replaceChildren(
    h('header', {}, h('b', { text: counted(members.length, members.every((one) => one.kind === 0) ? 'picture' : 'file') }), ' of one request', button('Close ', close, { class: 'bare' }, h('kbd', { text: 'Esc' }))),
    h('div', { class: 'members' }, ...members.map((one, index) => {
      const cell = button('', () => show(index), { class: 'member', tabindex: index === cursor ? 0 : -1, 'aria-label': spoken(one) },
        h('img', { src: thumbURL(one.id, 320), alt: '' }));
      if (one.color >= 0) cell.style.backgroundColor = '#' + one.color.toString(16).padStart(6, '0');
      cell.style.aspectRatio = String(Math.max(0.4, one.ratio / 64));
      cell.dataset.stars = judged(one);
      cell.classList.toggle('own', one.rating > 0);
      cell.classList.toggle('picked', Boolean(one.flags & 1));
      cell.classList.toggle('rejected', Boolean(one.flags & 2));
      return cell;
    })));
}

function focus() {
  const cell = root.querySelectorAll('.member')[cursor];
  if (cell instanceof HTMLElement) cell.focus();
}

/** @param {number} index */
function move(index) {
  cursor = Math.max(0, Math.min(members.length - 1, index));
  root.querySelectorAll('.member').forEach((cell, at) => { /** @type {HTMLElement} */ (cell).tabIndex = at === cursor ? 0 : -1; });
  focus();
}

/** @param {number} index */
function show(index) { go({ view: 'light', at: members[index].id, ids: [] }); }

export function start() {
  on('stack', (/** @type {number} */ at) => { open(at).catch(() => {}); });
  on('result', close);
  on('escape', close);
  on('items', (/** @type {import('./state.js').Item[]|null} */ list) => {
    if (root.hidden || !list?.some((one) => members.includes(one))) return;
    const inside = root.contains(document.activeElement);
    draw();
    if (inside) focus();
  });
  // The tray has a scope of its own while it has the focus: no key of the grid may move the cursor behind it.
  root.addEventListener('focusin', () => active('stack'));
  root.addEventListener('focusout', () => active(view()));
  bind('stack', [
    { keys: ['ArrowLeft', 'h', 'ArrowUp', 'k', 'PageUp'], label: 'Previous', shown: '← h', run: () => move(cursor - 1) },
    { keys: ['ArrowRight', 'l', 'ArrowDown', 'j', 'PageDown'], label: 'Next', shown: '→ l', run: () => move(cursor + 1) },
    { keys: ['Home'], label: 'First', run: () => move(0) },
    { keys: ['End'], label: 'Last', run: () => move(members.length - 1) },
    { keys: ['Enter', 'Space'], label: 'open', shown: '↵', hint: true, run: () => show(cursor) },
    { keys: ['Escape', 'g'], label: 'close the stack', shown: 'Esc', hint: true, run: close },
  ]);
}
