// The row of small pictures below the lightbox: the result around what is shown, or the stack it is in.

import { thumbURL } from './api.js';
import { veiled } from './details.js';
import { h, button, count, tint } from './dom.js';
import { signs } from './files.js';
import { flag, item, itemOf, state } from './state.js';

/** @typedef {{id: string, position: number|null, home: number|null, stack: string[], own: import('./state.js').Item|null}} Shown */
/** @typedef {{show: (position: number) => void, reach: (id: string, home: number|null) => void}} Walk */

export class Filmstrip {
  film = h('div', { class: 'film' });
  element = h('nav', { class: 'strip', 'aria-label': 'Filmstrip' }, this.film);
  width = innerWidth;
  /** The cells of the result by position, reused as the strip moves. @type {Map<number, HTMLElement>} */
  cells = new Map();

  /** @param {() => void} resized */
  constructor(resized) {
    new ResizeObserver(([entry]) => { this.width = entry.contentRect.width; resized(); }).observe(this.element);
  }

  /** @param {Shown} shown @param {Walk} walk */
  render(shown, walk) {
    const { position } = shown;
    this.element.hidden = (position === null ? shown.stack.length : state.tiles) < 2;
    if (position === null || this.film.dataset.stack) { this.film.replaceChildren(); this.cells.clear(); }
    this.film.dataset.stack = position === null ? 'yes' : '';
    if (position === null) this.members(shown, walk); else this.around(position, walk);
  }

  /** At most thirty cells around the shown asset. @param {number} position @param {Walk} walk */
  around(position, walk) {
    const from = Math.max(0, Math.min(position - 13, state.tiles - 29));
    const to = Math.min(state.tiles, from + 29);
    for (const [at, cell] of this.cells) if (at < from || at >= to) { cell.remove(); this.cells.delete(at); }
    for (let at = from; at < to; at += 1) {
      let cell = this.cells.get(at);
      if (!cell) {
        cell = button('', () => walk.show(at), { class: 'cell', tabindex: -1 });
        this.cells.set(at, cell);
      }
      renew(cell, at, at === position);
      if (this.film.children[at - from] !== cell) this.film.insertBefore(cell, this.film.children[at - from] ?? null);
    }
    const extent = (/** @type {number} */ first, /** @type {number} */ end) => {
      let sum = 0;
      for (let at = first; at < end; at += 1) sum += state.gone.has(at) ? 0 : wide(item(at)) + 4;
      return sum;
    };
    const left = extent(from, position);
    const middle = this.width / 2 - left - wide(item(position)) / 2;
    const last = this.width - left - extent(position, to) - 12;
    this.film.style.transform = `translateX(${Math.round(Math.max(Math.min(16, last), Math.min(16, middle)))}px)`;
  }

  /** The stack of what is shown. @param {Shown} shown @param {Walk} walk */
  members({ id: current, stack, home, own }, walk) {
    this.film.style.transform = 'translateX(16px)';
    stack.slice(0, 60).forEach((id, index) => {
      const cell = button('', () => walk.reach(id, home), { class: 'cell', tabindex: id === current ? 0 : -1,
        'aria-label': `${index + 1} of ${stack.length} in the stack`, 'aria-current': id === current && 'true' });
      fill(cell, itemOf(id) ?? (id === current ? own : null) ?? { id, kind: 0, ratio: own?.ratio ?? 64, color: -1 });
      this.film.append(cell);
    });
  }
}

/** @param {HTMLElement} cell @param {number} at @param {boolean} current */
function renew(cell, at, current) {
  const one = item(at);
  if (cell.dataset.id !== (one?.id ?? '')) fill(cell, one);
  cell.setAttribute('aria-label', `${count(at + 1)}: ${one?.prompt?.slice(0, 60) ?? ''}`);
  cell.classList.toggle('blurred', veiled(one));
  cell.hidden = state.gone.has(at);
  cell.classList.toggle('rejected', Boolean(one && one.flags & flag.rejected));
  cell.tabIndex = current ? 0 : -1;
  if (current) cell.setAttribute('aria-current', 'true'); else cell.removeAttribute('aria-current');
}

/** The width of a cell; known here so that the strip is centred without asking the browser to lay it out. @param {any} one */
const wide = (one) => Math.round(60 * Math.max(0.5, Math.min(2.4, (one?.ratio ?? 64) / 64)));

/** @param {HTMLElement} cell @param {any} one */
function fill(cell, one) {
  cell.dataset.id = one?.id ?? '';
  cell.style.width = `${wide(one)}px`;
  tint(cell, one?.color);
  cell.replaceChildren();
  if (!one?.id) return;
  if (one.kind < 2) {
    cell.append(h('img', { alt: '', draggable: 'false', decoding: 'async', src: thumbURL(one.id, 160, 'near'),
      onerror: (/** @type {any} */ event) => event.target.remove() }));
  }
  if (one.kind > 0) cell.append(h('span', { class: 'kind', 'aria-hidden': 'true', text: signs[one.kind] }));
}
