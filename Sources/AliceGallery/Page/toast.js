// Short messages with one action, and the live region.
import { h } from './dom.js';

const root = /** @type {HTMLElement} */ (document.getElementById('toasts'));
const live = /** @type {HTMLElement} */ (document.getElementById('live'));

/** Has the screen reader say a text. @param {string} text */
export function announce(text) { live.textContent = live.textContent === text ? text + '\u00a0' : text; }

/**
 * Shows a message. One with the same `slot` is replaced; it stays while the pointer or the focus is on it.
 * @param {string} text
 * @param {{action?: string, key?: string, run?: () => void, ms?: number, kind?: 'good'|'bad', slot?: string}} [options]
 * @returns {() => void} removes it
 */
export function show(text, { action, key, run, ms = 8000, kind, slot = 'one' } = {}) {
  root.querySelector(`[data-slot="${CSS.escape(slot)}"]`)?.remove();
  const node = h('div', { class: 'toast' + (kind ? ' ' + kind : ''), 'data-slot': slot }, h('span', { text }));
  const remove = () => { clearTimeout(timer); node.remove(); };
  if (action) {
    const press = h('button', { type: 'button', onclick: () => { remove(); run?.(); } }, action, key ? h('kbd', { text: key }) : null);
    node.append(press);
  }
  let timer = setTimeout(remove, ms);
  node.addEventListener('pointerenter', () => clearTimeout(timer));
  node.addEventListener('focusin', () => clearTimeout(timer));
  node.addEventListener('pointerleave', () => { clearTimeout(timer); timer = setTimeout(remove, 2000); });
  node.addEventListener('focusout', () => { clearTimeout(timer); timer = setTimeout(remove, 2000); });
  root.append(node);
  announce(text);
  return remove;
}

/** Shows why something failed. @param {any} error */
export function failed(error) { show(error.message, { kind: 'bad', slot: 'failed' }); }
