// Builds nodes and words; the only place where the views turn values into text.

/**
 * Builds an element. Functions under `on…` become listeners, `class` and `text` are set as such, `true` is an empty
 * attribute, and null, undefined and false are left out. Children are nodes or text, never markup.
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node|string|number|null|undefined|false)} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'class') node.className = String(value);
    else if (name === 'text') node.textContent = String(value);
    else if (typeof value === 'function') node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(
    (child) => (child instanceof Node ? child : String(child))));
  return node;
}

/** @param {string} label @param {(event: MouseEvent) => void} run @param {Record<string, unknown>} [props] */
export function button(label, run, props = {}, ...more) {
  return h('button', { type: 'button', onclick: run, ...props }, label, ...more);
}

/**
 * Opens a modal dialog that goes away for good when it closes.
 * @param {string} title @param {Node[]} body @param {{class?: string, keep?: boolean}} [options] `keep`: a click beside it does not close it
 * @returns {any} the dialog
 */
export function modal(title, body, { class: name = '', keep = false } = {}) {
  const dialog = h('dialog', { class: 'modal ' + name, 'aria-labelledby': 'modal-title', closedby: keep ? 'closerequest' : 'any', onclose: () => dialog.remove() },
    h('div', { class: 'modal-head' }, h('h2', { id: 'modal-title', text: title }),
      button('×', () => dialog.close(), { class: 'bare close', 'aria-label': 'Close' })), ...body);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const plain = new Intl.NumberFormat('en');
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const hour = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const grades = ['no stars', 'one star', 'two stars', 'three stars', 'four stars', 'five stars'];

/** @param {number} n */
export const count = (n) => plain.format(n);

/** @param {number} n @param {string} one @param {string} [many] */
export const counted = (n, one, many = one + 's') => `${plain.format(n)} ${n === 1 ? one : many}`;

/** @param {number} n */
export const starred = (n) => grades[n] ?? grades[0];

/** @param {number} n */
export const stars = (n) => '★'.repeat(Math.max(0, Math.min(5, n)));

/** @param {string|number|null|undefined} amount */
export const money = (amount) => (amount === null || amount === undefined ? '' : `${amount} USD`);

/** A price as a button names it: three digits that count, rounded up. @param {string} amount */
export function shortPrice(amount) {
  const value = Number(amount);
  if (!(value > 0)) return money(amount);
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return money(String(Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(3))));
}

/** @param {number} n */
export function bytes(n) {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) { n /= 1000; unit += 1; }
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

/** @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, '0');
  return whole < 3600 ? `${minutes}:${rest}` : `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, '0')}:${rest}`;
}

/** Says a time as people do: "Today, 18:04". @param {string|null} iso */
export function when(iso) {
  const at = new Date(iso ?? '');
  if (Number.isNaN(at.getTime())) return iso ?? '';
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const days = Math.floor((midnight.getTime() - at.getTime()) / 86_400_000) + 1;
  const named = days === 0 ? 'Today' : days === 1 ? 'Yesterday' : day.format(at);
  return `${named}, ${hour.format(at)}`;
}

/** Holds back calls until nothing has come for `ms`. @param {number} ms @param {(...all: any[]) => void} run */
export function later(ms, run) {
  let timer = 0;
  const call = (/** @type {any[]} */ ...all) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...all), ms);
  };
  call.cancel = () => clearTimeout(timer);
  return call;
}

/** Shows the average colour of an asset where its picture is not there yet. @param {HTMLElement} node @param {number} [color] */
export const tint = (node, color = -1) => { node.style.backgroundColor = color < 0 ? '' : '#' + color.toString(16).padStart(6, '0'); };

/** Gives the focus back to where it was. @param {Element|null} before */
export const refocus = (before) => { if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true }); };

/** Whether the user asked for less motion. */
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
