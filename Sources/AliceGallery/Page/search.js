// The search field: terms with a field become chips, words stay text, errors are shown below it.
import { get } from './api.js';
import { button, count, counted, h, later } from './dom.js';
import { current, go } from './router.js';
import { emit, on, pictured, state } from './state.js';

/** @typedef {{text: string, from: number, to: number, label: string}} Term */

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const input = /** @type {HTMLInputElement} */ ($('query'));
const chips = $('chips');
const error = $('query-error');
const form = /** @type {HTMLFormElement} */ ($('search'));
const field = $('field');

/** The query in its parts: the texts of the chips, and what is in the field. @type {Term[]} */ let terms = [];
/** The query that this field last asked for or read. */ let mine = '';
/** Whether the entry of the history is one that typing made. */ let typing = false;
let errorTimer = 0;
/** @type {AbortController|null} */ let checking = null;
/** The last query that was checked, and its answer. @type {{q: string, answer: Promise<any>}|null} */ let checked = null;

/** The terms of a query; the one that was asked last is not asked again. @param {string} q @param {AbortSignal} signal */
function check(q, signal) {
  if (checked?.q === q) return checked.answer;
  const mine = { q, answer: get('check', { q }, { signal }) };
  mine.answer.catch((problem) => { if (checked === mine && problem.status !== 400) checked = null; });
  checked = mine;
  return mine.answer;
}

const isChip = (/** @type {Term} */ term) => /^[-!]?[\p{L}.]+:/u.test(term.text) || term.label !== term.text;

/** The whole query as it stands. */
function compose() {
  return [...terms.map((term) => term.text), input.value.trim()].filter(Boolean).join(' ');
}

/** @param {string} q @param {{push?: boolean}} [options] */
function navigate(q, { push = true } = {}) {
  typed.cancel();
  mine = q;
  if (q === current().q) return;
  go({ q, at: '', view: 'grid', ids: [] }, { replace: !push });
}

/** Reads the terms of a query and shows them. @param {string} q */
async function read(q) {
  typed.cancel();
  mine = q;
  checking?.abort();
  const control = checking = new AbortController();
  if (!q) { terms = []; input.value = ''; complain(null); draw(); return; }
  try {
    const answer = await check(q, control.signal);
    if (control.signal.aborted) return;
    split(q, answer.terms ?? []);
  } catch (problem) {
    if (control.signal.aborted) return;
    terms = [];
    input.value = q;
    draw();
    complain(problem);
  }
}

/** Makes chips of the terms with fields; a query that is more than a list of terms stays text. @param {string} q @param {Term[]} all */
function split(q, all) {
  let rest = q;
  for (const term of all.toReversed()) rest = rest.slice(0, term.from) + rest.slice(term.to);
  const plain = rest.trim() === '' && !all.some((term) => /^(?:or|and|not)$/i.test(term.text));
  terms = plain ? all.filter(isChip) : [];
  input.value = plain ? all.filter((term) => !isChip(term)).map((term) => term.text).join(' ') : q;
  complain(null);
  draw();
}

function draw() {
  chips.replaceChildren(...terms.map((term, index) => h('li', { class: 'chip' },
    button(term.label, () => edit(index), { title: 'Edit ' + term.text }),
    button('×', () => drop(term.text), { class: 'drop', 'aria-label': 'Remove ' + term.label }))));
  chips.hidden = terms.length === 0;
  placeholder();
  emit('search');
}

function placeholder() {
  input.placeholder = terms.length ? '' : state.total ? `Search ${counted(state.total, state.tiles < 500 && pictured(0, state.tiles) ? 'picture' : 'file')}` : 'Search';
}

/** @param {number} index */
function edit(index) {
  const [term] = terms.splice(index, 1);
  input.value = [term.text, input.value.trim()].filter(Boolean).join(' ');
  draw();
  input.focus();
  input.setSelectionRange(term.text.length, term.text.length);
}

/** Shows an error where it was typed; null removes it. @param {any} problem */
export function complain(problem) {
  clearTimeout(errorTimer);
  field.classList.toggle('bad', Boolean(problem));
  input.setAttribute('aria-invalid', String(Boolean(problem)));
  error.hidden = !problem;
  error.textContent = problem ? problem.message : '';
}

/** The terms of the query, for facets and states. @returns {Term[]} */
export const parts = () => [...terms, ...input.value.trim().split(/\s+/).filter(Boolean).map((text) => ({ text, from: 0, to: 0, label: text }))];

/** Whether the query holds a term. @param {string} text */
export const has = (text) => parts().some((term) => term.text === text);

/** Removes a term from the query. @param {string} text */
export function drop(text) {
  const chip = terms.findIndex((term) => term.text === text);
  if (chip >= 0) terms.splice(chip, 1);
  else input.value = input.value.split(/\s+/).filter((word) => word !== text).join(' ');
  const q = compose();
  draw();
  typing = false;
  navigate(q);
}

/** Adds a term, or removes it where it is there; others of its field are replaced. @param {string} text @param {{only?: boolean}} [options] */
export function toggle(text, { only = true } = {}) {
  if (has(text)) { drop(text); return; }
  const name = text.slice(0, text.indexOf(':') + 1);
  if (only) terms = terms.filter((term) => !term.text.startsWith(name));
  terms.push({ text, from: 0, to: 0, label: text });
  commit();
}

const typed = later(150, () => {
  const q = compose();
  checking?.abort();
  const control = checking = new AbortController();
  check(q, control.signal).then((answer) => {
    if (control.signal.aborted) return;
    complain(null);
    if (/\s$/.test(input.value) && answer.terms?.some((/** @type {Term} */ term, /** @type {number} */ index) => isChip(term) && index >= terms.length)) split(q, answer.terms);
    navigate(q, { push: !typing });
    typing = true;
  }, (problem) => {
    clearTimeout(errorTimer);
    if (!control.signal.aborted) errorTimer = setTimeout(() => complain(problem), 350);
  });
});

/** Takes what was typed at once, with chips for its fields. */
function commit() {
  const q = compose();
  typing = false;
  navigate(q);
  read(q);
}

export function focus() {
  input.focus();
  input.select();
}

export function start() {
  input.addEventListener('input', typed);
  form.addEventListener('submit', (event) => { event.preventDefault(); commit(); });
  input.addEventListener('blur', () => { if (input.value.includes(':')) commit(); typing = false; });
  field.addEventListener('click', (event) => { if (event.target === field) input.focus(); });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { event.preventDefault(); leave(); }
    if (event.key === 'ArrowDown') { event.preventDefault(); commit(); leave(); }
    if (event.key === 'Backspace' && input.selectionStart === 0 && input.selectionEnd === 0 && terms.length) {
      event.preventDefault();
      edit(terms.length - 1);
    }
  });
  on('result', () => {
    showCount();
    if (state.q !== mine) read(state.q);
    else draw();
  });
  on('total', () => { showCount(); placeholder(); });
}

/** The number of all assets, as far as it is known. */ let all = 0;
async function showCount() {
  if (!state.q) all = state.total;
  else if (!all && state.r) {
    const whole = await get('page', { n: 1, stack: state.stack ? 1 : '' }).catch(() => null);
    all = whole?.total ?? 0;
  }
  $('count').textContent = state.q && all ? `${count(state.total)} of ${count(all)}` : count(state.total);
}

/** Shows a query that gave no result. @param {string} q */
export function show(q) {
  if (document.activeElement === input) return;
  mine = q;
  terms = [];
  input.value = q;
  draw();
}

function leave() {
  input.blur();
  document.dispatchEvent(new CustomEvent('alice-focus'));
}
