// One keymap for all views: each binds its keys in its own scope, and the help lists what is bound.

/**
 * `keys` are names such as '1', 'ArrowLeft', 'Shift+R' or 'Ctrl+Z' (also ⌘). `hint` shows the binding in the status
 * line while `useful` holds, `when` allows it at all; `shown` is what help and hints print for the keys.
 * @typedef {{keys: string[], label: string, run: (key: string, event: KeyboardEvent) => void, hidden?: boolean,
 *   hint?: boolean, shown?: string, when?: () => boolean, useful?: () => boolean}} Binding
 */

/** @type {Map<string, Binding[]>} */ const scopes = new Map();
let current = 'grid';
let letters = localStorage.getItem('alice.letters') !== 'off';
/** @type {() => void} */ let changed = () => {};

/** @param {string} scope @param {Binding[]} bindings */
export function bind(scope, bindings) {
  scopes.set(scope, [...(scopes.get(scope) ?? []), ...bindings]);
  changed();
}

/** Makes a scope the active one. @param {string} scope */
export function active(scope) {
  current = scope;
  changed();
}

/** Calls `fn` whenever other keys apply. @param {() => void} fn */
export function watch(fn) { changed = fn; }

/** Whether single characters act; modifiers and named keys always do. @param {boolean} [on] */
export function singleLetters(on) {
  if (on !== undefined) {
    letters = on;
    localStorage.setItem('alice.letters', on ? 'on' : 'off');
    changed();
  }
  return letters;
}

/** The keys that matter now. @returns {{keys: string[], label: string}[]} */
export function hints() {
  return applicable().filter((one) => one.hint && (!one.when || one.when()) && (!one.useful || one.useful()) && usable(one.keys[0]))
    .map((one) => ({ keys: (one.shown ?? one.keys[0]).split(' '), label: one.label }));
}

/** All keys, for the help. @returns {{scope: string, keys: string, label: string}[]} */
export function table() {
  return [...scopes].flatMap(([scope, list]) => list.filter((one) => !one.hidden)
    .map((one) => ({ scope, keys: one.shown ?? one.keys.join(' '), label: one.label })));
}

const applicable = () => [...(scopes.get(current) ?? []), ...(current === 'dialog' ? [] : scopes.get('global') ?? [])];
const usable = (/** @type {string} */ key) => letters || key.length > 1;

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  const key = event.key === ' ' ? 'Space' : digit && event.key.length === 1 ? digit : event.key;
  const letter = /^\p{L}$/u.test(key);
  const name = letter ? (event.shiftKey || event.ctrlKey || event.metaKey ? key.toUpperCase() : key.toLowerCase()) : key;
  const shift = event.shiftKey && (letter || digit || key.length > 1) && key !== 'Shift' ? 'Shift+' : '';
  return (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + shift + name;
}

/** @param {EventTarget|null} target @param {string} key */
function belongsTo(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  const field = target.closest('input, textarea, select, [contenteditable]');
  if (field instanceof HTMLInputElement && /^(?:checkbox|radio|range|button)$/.test(field.type)) {
    return /^(?:Space|Arrow|Home|End|Page)/.test(key);
  }
  if (field) return true;
  if (target.closest('[role=slider]')) return /^(?:Arrow|Home|End|Page)/.test(key);
  return /^(?:Enter|Space)$/.test(key) && Boolean(target.closest('button, a[href], summary, video, audio'));
}

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.isComposing || event.defaultPrevented) return;
  const name = nameOf(event);
  if (belongsTo(event.target, name) || !usable(name)) return;
  const scope = document.querySelector('dialog[open]') ? 'dialog' : current;
  const list = scope === 'dialog' ? scopes.get('dialog') ?? [] : applicable();
  const found = list.find((one) => one.keys.includes(name) && (!one.when || one.when()));
  if (!found) return;
  event.preventDefault();
  found.run(name, event);
});
