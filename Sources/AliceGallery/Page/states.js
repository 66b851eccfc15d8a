// What the grid shows where there is no picture: an empty library, no hit, an error; and the bar of the connection.
import { button, h } from './dom.js';
import { on, state } from './state.js';
import * as search from './search.js';
import { loadView } from './views.js';

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const root = $('state');
const notice = $('notice');

/** @param {...Node} nodes */
function put(...nodes) {
  root.replaceChildren(h('div', { class: 'card' }, ...nodes));
  show(true);
}

/** @param {boolean} on */
function show(on) {
  root.hidden = !on;
  $('scroller').style.visibility = on ? 'hidden' : '';
}

/** @param {any} problem @param {() => void} again */
export function failed(problem, again) {
  put(h('h2', { text: problem.offline ? 'The gallery does not respond' : 'This did not work' }),
    h('p', { text: problem.offline ? 'It may have ended. Start it with the command below; this page reconnects by itself.' : problem.message }),
    ...(problem.offline ? [h('p', { class: 'command' }, h('code', { text: 'alice gallery' }))] : []),
    button('Try again', again, { class: 'primary' }));
}

/** Shows what is wrong with the query of a link. @param {any} problem @param {() => void} all */
export function unreadable(problem, all) {
  put(h('h2', { text: 'This search cannot be read' }), h('p', { text: problem.message }), button('Show everything', all, { class: 'primary' }));
}

/** @param {any} problem */
export function locked(problem) {
  put(h('h2', { text: 'This browser is not signed in' }), h('p', { text: problem.body?.detail || 'Open the URL that this command prints:' }),
    h('p', { class: 'command' }, h('code', { text: 'alice gallery' })));
}

async function draw() {
  if (state.tiles > state.gone.size) { show(false); return; }
  if (!state.q && state.total === 0 && state.gone.size === 0) {
    (await loadView('dialogs')).emptyLibrary(root);
    show(true);
    return;
  }
  const terms = search.parts();
  put(h('h2', { text: state.gone.size ? 'Everything here is in the trash' : 'Nothing matches' }),
    h('p', { text: state.gone.size ? 'Undo brings it back.' : 'Take away one of these:' }),
    h('p', { class: 'choice' }, ...(state.gone.size ? [] : terms.map((term) => button(term.label, () => search.drop(term.text), { class: 'drop-term', 'aria-label': `Remove ${term.label}` }, h('span', { 'aria-hidden': 'true', text: ' ×' }))))));
}

function bar() {
  const text = state.offline ? 'The gallery does not respond. Nothing is lost; this page reconnects by itself.' : state.readOnly ? 'Read-only: pictures can be looked at, not changed.' : '';
  notice.hidden = !text;
  notice.textContent = text;
  notice.classList.toggle('bad', state.offline);
}

export function start() {
  on('result', () => { bar(); draw(); });
  on('search', () => { if (!root.hidden && state.r) draw(); });
  on('gone', draw);
  on('notice', bar);
}
