// The rows of the grid that have nodes, and the nodes that wait to be used again.
import { item, state } from './state.js';
import { create, paint, release } from './tiles.js';

/** @typedef {import('./tiles.js').Tile} Tile */
/** @typedef {HTMLElement & {tiles: Tile[], at: number}} Row */

export const root = /** @type {HTMLElement} */ (document.getElementById('tiles'));
/** By their index in the layout. @type {Map<number, Row>} */ export const rows = new Map();
/** @type {Row[]} */ const spareRows = [];
/** @type {Tile[]} */ const spareTiles = [];

/** @param {number} index */
export function free(index) {
  const row = rows.get(index);
  if (!row) return;
  if (row.contains(document.activeElement)) root.parentElement?.focus({ preventScroll: true });
  for (const tile of row.tiles) { release(tile); spareTiles.push(tile); }
  row.replaceChildren();
  row.tiles = [];
  row.remove();
  rows.delete(index);
  spareRows.push(row);
}

/** @param {import('./layout.js').Layout} plan @param {number} index @returns {Row} */
export function build(plan, index) {
  let row = spareRows.pop();
  if (!row) {
    row = /** @type {Row} */ (document.createElement('div'));
    row.className = 'band';
    row.setAttribute('role', 'row');
  }
  row.setAttribute('aria-rowindex', String(index + 1));
  row.style.height = plan.rowHeight[index] + 'px';
  row.tiles = [];
  row.at = NaN;
  for (let position = plan.rowStart[index]; position < plan.rowStart[index + 1]; position += 1) {
    if (!plan.w[position]) continue;
    const tile = spareTiles.pop() ?? create();
    tile.position = position;
    tile.narrow = plan.w[position] < 100;
    tile.style.left = plan.x[position] + 'px';
    tile.style.width = plan.w[position] + 'px';
    row.tiles.push(tile);
    tile.setAttribute('aria-colindex', String(row.tiles.length));
    paintTile(tile);
  }
  row.append(...row.tiles);
  rows.set(index, row);
  return row;
}

/** @param {Tile} tile */
export function paintTile(tile) {
  const one = item(tile.position);
  paint(tile, one, { cursor: tile.position === state.cursor, selected: one !== null && state.selection.has(one.id) });
}

export function repaint() { for (const row of rows.values()) row.tiles.forEach(paintTile); }

/** @param {import('./layout.js').Layout|null} plan @param {number} position @returns {Tile|null} */
export function tileOf(plan, position) {
  const row = plan?.rows ? rows.get(plan.rowOf(position)) : null;
  return row?.tiles.find((tile) => tile.position === position) ?? null;
}

/** Keeps one tile reachable by Tab when the cursor's is out of view. */
export function tabStop() {
  const stop = root.querySelector('[tabindex="0"]');
  if (stop) return;
  const first = root.querySelector('.tile');
  if (first instanceof HTMLElement) first.tabIndex = 0;
}
