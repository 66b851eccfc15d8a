// The URL is the state of the page: `/?q=&sort=&stack=&at=&view=&ids=`.
import { active } from './keys.js';

/** @typedef {{q: string, sort: string, stack: string, at: string, view: string, ids: string[]}} Place */

/** @type {Map<string, {open: (place: Place, entered: boolean) => void, close?: () => void}>} */ const views = new Map();
/** @type {(place: Place) => void} */ let arrive = () => {};
let shown = '';

/** @returns {Place} */
export function current() {
  const params = new URLSearchParams(location.search);
  const view = params.get('view') ?? 'grid';
  return { q: params.get('q') ?? '', sort: params.get('sort') ?? '', stack: params.get('stack') ?? '', at: params.get('at') ?? '',
    view: views.has(view) ? view : 'grid', ids: (params.get('ids') ?? '').split(',').filter(Boolean) };
}

/** The view that is on the screen. */
export const view = () => shown;

/** @param {string} name @param {{open: (place: Place, entered: boolean) => void, close?: () => void}} handlers `entered` if another view was shown before */
export function register(name, handlers) { views.set(name, handlers); }

/**
 * Changes parts of the URL and shows what it then names; `quiet` only records it.
 * @param {Partial<Place>} parts @param {{replace?: boolean, quiet?: boolean}} [options]
 */
export function go(parts, { replace = false, quiet = false } = {}) {
  const next = { ...current(), ...parts };
  const params = new URLSearchParams();
  if (next.q) params.set('q', next.q);
  if (next.sort) params.set('sort', next.sort);
  if (next.stack) params.set('stack', next.stack);
  if (next.at) params.set('at', next.at);
  if (next.view !== 'grid') params.set('view', next.view);
  if (next.view !== 'grid' && next.ids.length) params.set('ids', next.ids.join(','));
  const url = '/' + (params.size ? '?' + params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':') : '');
  const depth = (history.state?.depth ?? 0) + (replace ? 0 : 1);
  if (replace) history.replaceState({ ...history.state, depth }, '', url);
  else history.pushState({ depth }, '', url);
  if (!quiet) show();
}

/** Leaves a view for the grid, by going back where that is the entry before. */
export function leave() {
  if ((history.state?.depth ?? 0) > 0) history.back();
  else go({ view: 'grid', ids: [] }, { replace: true });
}

function show() {
  const place = current();
  arrive(place);
  const entered = place.view !== shown;
  if (entered) {
    const before = shown;
    shown = place.view;
    document.documentElement.dataset.view = shown;
    for (const name of views.keys()) {
      const root = document.getElementById(name);
      if (root && name !== 'grid') root.hidden = name !== shown;
    }
    document.getElementById('frame')?.toggleAttribute('inert', shown !== 'grid');
    active(shown);
    if (before) views.get(before)?.close?.();
  }
  views.get(shown)?.open(place, entered);
}

/** Shows what the URL names, now and after Back. @param {(place: Place) => void} fn gets each place before its view opens */
export function start(fn) {
  arrive = fn;
  history.scrollRestoration = 'manual';
  addEventListener('popstate', show);
  show();
}
