// Puts the page together: the frame, the views, the global keys and the live events.
import * as actions from './actions.js';
import { events, get, post, watchFailures } from './api.js';
import { counted, h } from './dom.js';
import * as facets from './facets.js';
import * as gridKeys from './grid-keys.js';
import * as grid from './grid.js';
import * as jobs from './jobs.js';
import { bind } from './keys.js';
import { current, go, register, start as startRouter, view } from './router.js';
import * as scrubber from './scrubber.js';
import * as search from './search.js';
import * as stack from './stack.js';
import { emit, itemOf, on, query, reread, select, state, update } from './state.js';
import * as states from './states.js';
import * as status from './status.js';
import { toggle as toggleTheme } from './theme.js';
import * as toast from './toast.js';
import { loadView } from './views.js';

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const dialogs = () => loadView('dialogs');

/** Loads the result that the URL names, where it is not the one that is shown. @param {import('./router.js').Place} place */
function arrive(place) {
  const stacked = place.stack !== '0';
  if (state.r && place.q === state.q && place.sort === state.sort && stacked === state.stack) return null;
  return load({ q: place.q, sort: place.sort, stack: stacked, at: place.at });
}

/** @param {{q: string, sort: string, stack: boolean, at?: string}} wanted */
async function load(wanted) {
  const dy = history.state?.dy;
  try {
    await query(wanted, (position) => grid.keep(position === null ? { position: 0, dy: 0, top: true } : { position, dy: dy ?? null }));
    select([]);
  } catch (error) {
    const problem = /** @type {any} */ (error);
    if (problem.name === 'AbortError' || problem.status === 401) return;
    if (problem.status === 400) {
      search.show(wanted.q);
      search.complain(problem);
      if (!state.r) states.unreadable(problem, () => go({ q: '' }));
    } else states.failed(problem, () => load(wanted));
  }
}

/** Asks for the result anew, with what is new in it and the place kept. */
async function renew() {
  const held = grid.whereabouts();
  const chosen = [...state.selection];
  await query({ q: state.q, sort: state.sort, stack: state.stack, at: held?.id }, (found) => {
    if (!held) return;
    const position = Math.max(0, Math.min(found ?? held.position, state.tiles - 1));
    state.cursor = position;
    grid.keep({ position, dy: held.dy });
  });
  select(chosen);
}

/** Shows what is new, at the front. */
async function showFresh() {
  await query({ q: state.q, sort: state.sort, stack: state.stack }, () => grid.keep({ position: 0, dy: 0, top: true }));
  grid.focus();
}

/** Writes where the view is into the URL, so that Back, reload and bookmarks find it. */
let noteTimer = 0;
function note() {
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => {
    if (view() !== 'grid' || !state.r) return;
    const where = grid.whereabouts();
    const at = grid.place().y <= 0 && state.cursor === 0 ? '' : where?.id || '';
    if (at === current().at && history.state?.dy === where?.dy) return;
    go({ at }, { replace: true, quiet: true });
    history.replaceState({ ...history.state, dy: where?.dy }, '');
  }, 300);
}

function showLike() {
  const one = actions.targets()[0];
  if (one) go({ q: 'like:' + one.id.slice(0, 10), sort: '', at: '', view: 'grid', ids: [] });
}

function bindKeys() {
  const digits = ['1', '2', '3', '4', '5'];
  const writes = () => !state.readOnly && (state.selection.size > 0 || state.tiles > 0);
  bind('global', [
    { keys: digits, shown: '1 – 5', label: 'rate', run: (key) => actions.rate(Number(key)), hint: true, useful: writes },
    { keys: digits.map((key) => 'Shift+' + key), shown: 'Shift+1 – 5', label: 'Rate and move on', run: (key) => actions.rate(Number(key.slice(-1)), { advance: true }) },
    { keys: ['0'], label: 'Clear the rating', run: () => actions.rate(0) },
    { keys: ['p'], shown: 'P', label: 'pick', run: () => actions.pick('pick'), hint: true, useful: writes },
    { keys: ['x'], shown: 'X', label: 'reject', run: () => actions.pick('reject'), hint: true, useful: writes },
    { keys: ['u'], label: 'Unmark', run: () => actions.pick('clear') },
    { keys: ['f'], label: 'Favourite', run: () => actions.favourite() },
    { keys: ['t'], label: 'Tag', run: async () => { if (!actions.locked()) (await dialogs()).tagDialog(actions.targets().map((one) => one.id)); } },
    { keys: ['v'], label: 'Vary', run: async () => { const one = actions.targets()[0]; if (!actions.locked() && one) (await dialogs()).vary(one.id); } },
    { keys: ['Backspace', 'Delete'], shown: 'Backspace', label: 'Move to the trash', run: () => actions.trash() },
    { keys: ['Ctrl+Z'], label: 'Undo', run: () => actions.undo() },
    { keys: ['Shift+R'], label: 'Verdicts move on, or stay', run: () => actions.toggleAdvance() },
    { keys: ['y'], shown: 'Y', label: 'copy prompt', run: () => actions.copyPrompt(), hint: true, when: () => state.tiles > 0 },
    { keys: ['Shift+Y'], label: 'Copy as a command', run: () => actions.copyCommand() },
    { keys: ['Shift+S'], label: 'Save a copy, several as a zip', run: () => actions.download() },
    { keys: ['Shift+M'], label: 'More that show the like', run: showLike },
    { keys: ['Shift+F'], label: 'Show in the file manager', run: () => actions.reveal() },
    { keys: ['b'], label: 'Blur or show what is flagged NSFW', run: toggleBlur },
    { keys: ['Shift+T'], label: 'Dark or light', run: toggleTheme },
    { keys: ['?'], label: 'All keys', hidden: true, run: () => emit('help') },
  ]);
  bind('grid', [
    { keys: ['/', 'Ctrl+K'], shown: '/', label: 'Search', run: () => search.focus() },
    { keys: ['Shift+L'], label: 'Filter', run: () => facets.toggle() },
    { keys: ['n'], label: 'Generate', run: () => emit('generate') },
  ]);
}

function toggleBlur() {
  state.blur = !state.blur;
  emit('blur');
  toast.show(state.blur ? 'What is flagged NSFW is blurred' : 'What is flagged NSFW is shown', { ms: 2500, slot: 'blur' });
}

function live() {
  events({
    open: () => {
      if (state.offline) renew().catch(() => {});
      else if (live.opened) catchUp().catch(() => {});
      live.opened = true;
      jobs.reload();
      setOffline(false);
    },
    lost: () => setOffline(true),
    added: ({ n }) => {
      if (state.tiles === 0 && !state.q) { renew().catch(() => {}); return; }
      state.fresh += Number(n) || 0;
      if (state.jobs.some((one) => one.state === 'detached')) jobs.reload();
      emit('status');
      toast.announce(`${counted(state.fresh, 'new file')}`);
    },
    changed: ({ ids }) => { reread(ids.filter((/** @type {string} */ id) => !actions.isEcho(id))).catch(() => {}); },
    removed: ({ ids }) => {
      const list = ids.map((/** @type {string} */ id) => itemOf(id)).filter((/** @type {any} */ one) => one && !state.gone.has(one.position) && !actions.isEcho(one.id));
      actions.drop(list).then(() => emit('settled')).catch(() => {});
    },
    job: (job) => jobs.take(job),
  });
}

/** Takes what happened while the page was hidden. */
async function catchUp() {
  await reread(grid.visible().map((one) => one?.id ?? ''));
  const { r, total } = await get('page', { q: state.q, sort: state.sort, stack: state.stack ? 1 : '', n: 1 });
  state.fresh = r === state.r ? 0 : Math.max(state.fresh, total - state.total);
  emit('status');
}

/** @param {boolean} on */
function setOffline(on) {
  if (state.offline === on) return;
  state.offline = on;
  emit('notice');
}

/** Has the server look at the files that are on the screen, for what other programs changed. */
let lookedAt = 0;
async function look() {
  const quiet = Date.now() - lookedAt < 4000;
  if (quiet || document.hidden || state.offline || !state.r || state.readOnly) return;
  const ids = grid.visible().slice(0, 200).map((one) => one?.id);
  if (!ids.length) return;
  lookedAt = Date.now();
  try {
    const { items } = await post('refresh', { ids });
    if (items?.id?.length) update(items);
  } catch { lookedAt = Date.now() + 20_000; }
}

function frame() {
  const order = /** @type {HTMLSelectElement} */ ($('order'));
  order.addEventListener('change', () => { go({ sort: order.value, at: '' }); grid.focus(); });
  $('filter').addEventListener('click', () => facets.toggle());
  $('generate').addEventListener('click', () => emit('generate'));
  $('home').addEventListener('click', (event) => { event.preventDefault(); go({ q: '', sort: '', at: '', stack: '', view: 'grid', ids: [] }); });
  const size = /** @type {HTMLInputElement} */ ($('size').querySelector('input'));
  size.value = String(grid.tileSize());
  size.addEventListener('input', () => grid.resize(Number(size.value)));
  on('size', (/** @type {number} */ now) => { size.value = String(now); });
  document.addEventListener('alice-focus', () => grid.focus());
  on('help', async () => (await dialogs()).help());
  on('generate', async () => { if (!actions.locked()) (await dialogs()).generate({}); });
  on('renew', () => { showFresh().catch(() => {}); });
  on('escape', () => {
    if (!$('stack').hidden) return;
    if (!$('facets').hidden) facets.toggle();
    else if (!$('panel').hidden) emit('panel');
  });
  on('expired', () => { renew().catch(() => {}); });
  on('result', () => {
    order.value = state.order;
    document.title = [state.q, state.library || 'alice'].filter(Boolean).join(' · ');
    const generate = $('generate');
    generate.hidden = state.readOnly || !state.capabilities.generate;
    generate.replaceChildren('Generate', ...(state.budget?.left ? [h('span', { text: ` · ${state.budget.left} USD left` })] : []));
    document.documentElement.toggleAttribute('data-read-only', state.readOnly);
    if (!state.readOnly) dialogs().then((one) => one.installDrop(), () => {});
  });
}

function panel() {
  const root = $('panel');
  let timer = 0;
  const fill = async () => {
    const one = itemOf(document.querySelector('.tile.cursor')?.getAttribute('data-id') ?? '');
    if (!root.hidden && one) (await loadView('details')).render(root, one.id);
  };
  on('panel', () => { root.hidden = !root.hidden; fill(); });
  for (const name of ['cursor', 'layout']) on(name, () => { clearTimeout(timer); timer = setTimeout(fill, 90); });
}

frame();
bindKeys();
scrubber.start();
grid.start();
gridKeys.start();
search.start();
status.start();
states.start();
stack.start();
panel();
on('scroll', note);
on('cursor', note);
watchFailures((problem) => { if (problem.status === 401) states.locked(problem); });
register('grid', { open: (_, entered) => { if (entered) { grid.wake(); note(); } } });
register('light', { open: async (place) => (await loadView('light')).open(place.at), close: async () => (await loadView('light')).close() });
register('compare', { open: async (place) => (await loadView('compare')).open(place.ids), close: async () => (await loadView('compare')).close() });
register('duel', { open: async (place) => (await loadView('duel')).open(place.ids), close: async () => (await loadView('duel')).close() });
startRouter(arrive);
on('result', () => {
  if (live.begun) return;
  live.begun = true;
  live();
  jobs.start();
  facets.start();
  setInterval(look, 1000);
  addEventListener('focus', () => { lookedAt = Math.min(lookedAt, Date.now() - 3000); look(); });
});
live.begun = false;
live.opened = false;
