// What keys and the pointer do in the grid.
import * as grid from './grid.js';
import { bind } from './keys.js';
import { go } from './router.js';
import * as toast from './toast.js';
import { emit, ensure, item, select, setCursor, state, step } from './state.js';
import { loadView } from './views.js';

const root = /** @type {HTMLElement} */ (document.getElementById('tiles'));
const most = 5000;
let pivot = -1;
/** Loaded with the first press, before anything can be dragged. @type {typeof import('./drop.js').dragOut|null} */
let dragOut = null;

/** Moves the cursor; with `extend` the selection follows from where it began. @param {number} position @param {boolean} extend */
async function move(position, extend) {
  const from = state.cursor;
  if (!extend) { pivot = -1; setCursor(position); return; }
  if (pivot < 0) pivot = from;
  setCursor(position);
  await selectRange(pivot, position);
}

/** @param {number} a @param {number} b @param {Iterable<string>} [kept] */
async function selectRange(a, b, kept = []) {
  const from = Math.min(a, b);
  const to = Math.min(Math.max(a, b) + 1, from + most);
  await ensure(from, to);
  const ids = [];
  for (let at = from; at < to; at += 1) {
    const one = item(at);
    if (one?.id && !state.gone.has(at)) ids.push(one.id);
  }
  select([...kept, ...ids]);
}

/** @param {number} direction */
function vertical(direction) {
  const plan = grid.layout;
  if (!plan) return state.cursor;
  const box = plan.box(state.cursor);
  let row = box.row + direction;
  while (row >= 0 && row < plan.rows) {
    const found = plan.nearest(row, box.x + box.w / 2);
    if (found >= 0) return found;
    row += direction;
  }
  return state.cursor;
}

/** @param {number} direction */
function page(direction) {
  const plan = grid.layout;
  if (!plan?.rows) return state.cursor;
  const box = plan.box(state.cursor);
  const row = plan.rowAt(Math.max(0, box.y + direction * Math.max(grid.place().view - box.h, box.h)));
  return row === box.row ? vertical(direction) : Math.max(0, plan.nearest(row, box.x + box.w / 2));
}

const edge = (/** @type {number} */ end) => (end ? step(state.tiles, -1) : step(-1, 1));

/** @param {string[]} keys @param {string} label @param {() => number} to @param {string} [shown] */
function motion(keys, label, to, shown) {
  return { keys: [...keys, ...keys.filter((key) => key.length > 1).map((key) => 'Shift+' + key)], label, shown,
    run: (/** @type {string} */ key) => { move(to(), key.startsWith('Shift+')); } };
}

function toggle() {
  const one = item(state.cursor);
  if (!one?.id) return;
  const ids = new Set(state.selection);
  if (!ids.delete(one.id)) ids.add(one.id);
  pivot = state.cursor;
  select(ids);
}

export function open(position = state.cursor) {
  const one = item(position);
  if (one?.id) go({ view: 'light', at: one.id, ids: [] });
}

/** @param {'compare'|'duel'} view */
function together(view) {
  const ids = [...state.selection];
  if (view === 'compare' && (ids.length < 2 || ids.length > 4)) {
    toast.show('Select two to four to compare: Space selects', { ms: 3000, slot: 'compare' });
    return;
  }
  go({ view, ids });
}

const some = () => state.selection.size > 0;

export function start() {
  bind('grid', [
    motion(['ArrowLeft', 'h'], 'Previous', () => step(state.cursor, -1), '← h'),
    motion(['ArrowRight', 'l'], 'Next', () => step(state.cursor, 1), '→ l'),
    motion(['ArrowUp', 'k'], 'Row above', () => vertical(-1), '↑ k'),
    motion(['ArrowDown', 'j'], 'Row below', () => vertical(1), '↓ j'),
    motion(['PageUp'], 'Screen up', () => page(-1)),
    motion(['PageDown'], 'Screen down', () => page(1)),
    motion(['Home'], 'First', () => edge(0)),
    motion(['End'], 'Last', () => edge(1)),
    { keys: ['Enter'], label: 'open', run: () => open(), hint: true, when: () => state.tiles > 0, useful: () => !some(), shown: '↵' },
    { keys: ['Space'], label: 'select', run: toggle },
    { keys: ['Ctrl+A'], label: 'Select all', shown: 'Ctrl+A', run: () => { selectRange(0, state.tiles - 1); } },
    { keys: ['c'], label: 'compare', run: () => together('compare'), hint: true, useful: () => state.selection.size >= 2 && state.selection.size <= 4, shown: 'C' },
    { keys: ['d'], label: 'duel', run: () => together('duel'), hint: true, useful: () => state.selection.size > 1, shown: 'D' },
    { keys: ['Shift+D'], label: 'Duplicates, group by group', run: async () => (await loadView('dupes')).start() },
    { keys: ['g'], label: 'open the stack', run: () => emit('stack', state.cursor), hint: true, shown: 'G', useful: () => (item(state.cursor)?.count ?? 1) > 1 },
    { keys: ['Shift+G'], label: 'Stacks on or off', run: () => go({ stack: state.stack ? '0' : '' }) },
    { keys: ['+', '='], label: 'Larger tiles', shown: '+', run: () => grid.resize(grid.tileSize() + 1) },
    { keys: ['-'], label: 'Smaller tiles', run: () => grid.resize(grid.tileSize() - 1) },
    { keys: ['i'], label: 'Details', run: () => emit('panel') },
    { keys: ['Escape'], label: 'Clear the selection', run: () => { pivot = -1; if (some()) select([]); else emit('escape'); } },
  ]);
  root.addEventListener('click', clicked);
  root.addEventListener('dblclick', (event) => { const at = positionAt(event); if (at >= 0 && !modified(event)) open(at); });
  root.addEventListener('pointerover', (event) => { const at = positionAt(event); emit('hover', at >= 0 ? item(at) : null); });
  root.addEventListener('pointerleave', () => emit('hover', null));
  root.addEventListener('focusin', (event) => { const at = positionAt(event); if (at >= 0 && at !== state.cursor) setCursor(at); });
  root.addEventListener('pointerdown', async () => { dragOut = (await loadView('drop')).dragOut; }, { once: true });
  root.addEventListener('dragstart', dragged);
  root.addEventListener('contextmenu', held);
}

/** @param {Event} event */
function positionAt(event) {
  const tile = event.target instanceof Element ? event.target.closest('.tile') : null;
  return tile ? /** @type {import('./tiles.js').Tile} */ (tile).position : -1;
}

/** @param {MouseEvent} event */
const modified = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

/** @param {MouseEvent} event */
function clicked(event) {
  const at = positionAt(event);
  if (at < 0) return;
  const box = /** @type {Element} */ (event.target).closest('.tile')?.getBoundingClientRect();
  const corner = box && event.clientX - box.left < 36 && event.clientY - box.top < 36;
  if (event.shiftKey) {
    if (pivot < 0) pivot = state.cursor;
    selectRange(pivot, at, event.ctrlKey ? state.selection : []);
    setCursor(at);
  } else if (event.ctrlKey || event.metaKey || (corner && (some() || state.cursor === at))) {
    setCursor(at);
    toggle();
  } else if (/** @type {PointerEvent} */ (event).pointerType === 'touch') {
    setCursor(at);
    if (some()) toggle(); else open(at);
  } else {
    pivot = -1;
    if (some()) select([]);
    setCursor(at);
  }
  grid.focus();
}

/** Selects what a finger is held on. @param {MouseEvent} event */
function held(event) {
  const at = positionAt(event);
  if (at < 0 || /** @type {PointerEvent} */ (event).pointerType !== 'touch') return;
  event.preventDefault();
  setCursor(at);
  toggle();
}

/** Lets a tile be dragged out of the page as its file. @param {DragEvent} event */
function dragged(event) {
  const one = item(positionAt(event));
  if (one?.id) dragOut?.(event, one);
}
