// The filter panel: what the result consists of, and one click to narrow it.
import { get } from './api.js';
import { count, h } from './dom.js';
import * as search from './search.js';
import { on, state } from './state.js';

const root = /** @type {HTMLElement} */ (document.getElementById('facets'));
const press = /** @type {HTMLElement} */ (document.getElementById('filter'));
const fields = { model: 'Model', quality: 'Quality', type: 'Type', tag: 'Tag', generator: 'Generator', project: 'Project', cost: 'Cost' };
const few = 7;

/** Fields that are unfolded. */ const open = new Set((localStorage.getItem('alice.facets') ?? 'model,quality,type').split(','));
/** Fields whose every value is shown. @type {Set<string>} */ const full = new Set();
/** @type {Map<string, AbortController>} */ const asking = new Map();

export function toggle() {
  root.hidden = !root.hidden;
  press.setAttribute('aria-expanded', String(!root.hidden));
  if (!root.hidden) refresh();
}

/** @param {string} field @param {string} value */
const term = (field, value) => `${field}:${/[\s"|()]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;

/** @param {string} field @param {string} value */
function label(field, value) {
  if (field === 'quality') return '★'.repeat(Math.min(5, Number(value) || 0)) || 'none';
  if (field !== 'cost') return value;
  const [from, to] = value.split('..');
  if (to === undefined) return value === '0' ? 'free' : `${value} USD`;
  return from && to ? `${from} to ${to} USD` : from ? `over ${from} USD` : `up to ${to} USD`;
}

/** @param {string} field */
async function load(field) {
  asking.get(field)?.abort();
  const control = new AbortController();
  asking.set(field, control);
  const body = root.querySelector(`[data-field="${field}"] ul`);
  if (!body) return;
  try {
    const { values } = await get('facets', { q: state.q, field }, { signal: control.signal });
    const shown = full.has(field) ? values : values.slice(0, few);
    body.replaceChildren(...shown.map((/** @type {any} */ one) => row(field, one)));
    if (!values.length) body.replaceChildren(h('li', { class: 'none', text: 'none' }));
    if (values.length > shown.length) {
      body.append(h('li', {}, h('button', { type: 'button', class: 'more', text: `${values.length - shown.length} more`, onclick: () => { full.add(field); load(field); } })));
    }
  } catch (error) {
    if (!control.signal.aborted) body.replaceChildren(h('li', { class: 'none', text: /** @type {Error} */ (error).message }));
  }
}

/** @param {string} field @param {{value: string, count: number}} one */
function row(field, one) {
  const text = term(field, one.value);
  return h('li', {}, h('button', { type: 'button', 'aria-pressed': String(search.has(text)), onclick: () => search.toggle(text) },
    h('span', { text: label(field, one.value), dir: 'auto', ...(field === 'quality' ? { class: 'grade', role: 'img', 'aria-label': `${one.value} stars` } : {}) }), h('small', { text: count(one.count) })));
}

function build() {
  root.append(...Object.entries(fields).map(([field, title]) => {
    const section = h('details', { 'data-field': field, open: open.has(field) }, h('summary', { text: title }), h('ul', {}));
    section.addEventListener('toggle', () => {
      if (section.open) { open.add(field); if (!root.hidden) load(field); } else open.delete(field);
      localStorage.setItem('alice.facets', [...open].join(','));
    });
    return section;
  }));
}

function refresh() {
  if (root.hidden) return;
  if (!root.childElementCount) build();
  for (const field of open) if (field in fields) load(field);
}

export function start() {
  on('result', refresh);
  refresh();
}
