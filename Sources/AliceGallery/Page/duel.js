// Two at a time, one key: which is better. The Elo is in the journal at once and in the files when the duel ends.

import { post, thumbURL } from './api.js';
import * as actions from './actions.js';
import { describe, hint, rounded, view } from './compare.js';
import * as details from './details.js';
import { h, button, count, counted, refocus } from './dom.js';
import { bind as bindKeys } from './keys.js';
import { go, leave } from './router.js';
import { ensure, item, itemOf, state } from './state.js';
import * as toast from './toast.js';
import { Zoom } from './zoom.js';

/** @typedef {{id: string, elo: number, played: number}} Player */

const most = 200;
const start = 1_500;
const root = /** @type {HTMLElement} */ (document.getElementById('duel'));
const zoom = new Zoom();
/** @type {any} */ let ui;
/** @type {Player[]} */ let pool = [];
/** @type {[Player, Player]|null} */ let pair = null;
/** @type {any[]} */ let shown = [];
/** @type {{winner: Player, loser: Player, pair: [Player, Player]}[]} */ let done = [];
let met = new Set();
let planned = 0;
/** Verdicts that reached the server, undone ones included: all are written when the duel ends. */ let judged = 0;
/** Verdicts reach the server one after the other. */
let line = Promise.resolve();
/** @type {Element|null} */ let before = null;
let turn = 0;

const keyOf = (a, b) => [a.id, b.id].sort().join();

/**
 * The next pair: the least compared first, then the nearest in Elo; null when all have met.
 * @param {Player[]} players @param {Set<string>} seen
 * @returns {[Player, Player]|null}
 */
function choose(players, seen) {
  let best = null;
  let least = Infinity;
  for (let i = 0; i < players.length; i += 1) {
    for (let j = i + 1; j < players.length; j += 1) {
      const cost = (players[i].played + players[j].played) * 400 + Math.abs(players[i].elo - players[j].elo);
      if (cost < least && !seen.has(keyOf(players[i], players[j]))) {
        least = cost;
        best = /** @type {[Player, Player]} */ ([players[i], players[j]]);
      }
    }
  }
  return best;
}

/** Starts with these, else with the selection, else with the beginning of the result. @param {string[]} ids */
export async function open(ids) {
  build();
  if (pool.length) return;
  before = document.activeElement;
  actions.provideTargets(() => []);
  const wanted = ids.length > 1 ? ids : state.selection.size > 1 ? [...state.selection] : await first();
  pool = wanted.slice(0, most).map((id) => ({ id, elo: itemOf(id)?.elo || start, played: 0 }));
  for (let at = pool.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [pool[at], pool[other]] = [pool[other], pool[at]];
  }
  done = [];
  met = new Set();
  const n = pool.length;
  planned = Math.min((n * (n - 1)) / 2, Math.ceil((n * (Math.log2(Math.max(2, n)) + 1)) / 2));
  ui.told.textContent = '';
  ui.panes.tabIndex = -1;
  ui.panes.focus();
  await next();
}

async function first() {
  await ensure(0, Math.min(most, state.tiles));
  const ids = [];
  for (let at = 0; at < Math.min(most, state.tiles); at += 1) {
    const one = item(at);
    if (one?.id && one.kind < 2 && !state.gone.has(at)) ids.push(one.id);
  }
  return ids;
}

export function close() {
  if (!ui) return;
  actions.provideTargets(null);
  zoom.show([]);
  ui.panes.replaceChildren();
  const verdicts = done.length;
  const rated = new Set(done.flatMap((step) => [step.winner.id, step.loser.id])).size;
  pool = [];
  pair = null;
  done = [];
  turn += 1;
  line = line.then(() => finish(verdicts, rated));
  refocus(before);
  before = null;
}

/** @param {number} verdicts that were not undone @param {number} rated how many assets they are about */
async function finish(verdicts, rated) {
  if (judged === 0) return;
  judged = 0;
  try {
    const { changed } = await post('duel/end', {});
    if (verdicts === 0) return;
    toast.show(`${counted(verdicts, 'comparison')}, Elo written into ${counted(Math.min(changed, rated), 'file')}`, { action: 'Sort by Elo', run: () => go({ view: 'grid', sort: 'elo', at: '' }), kind: 'good' });
  } catch (problem) {
    toast.show(`The Elo is kept in the journal, but not in the files: ${problem.message}`, { kind: 'bad' });
  }
}

function build() {
  if (ui) return;
  const bar = h('progress', { 'aria-label': 'Comparisons', value: 0, max: 1 });
  const steps = h('span', { class: 'quiet' });
  const told = h('span', { class: 'quiet', role: 'status' });
  const panes = h('div', { class: 'panes' });
  ui = { bar, steps, told, panes };
  root.dataset.panes = '2';
  root.replaceChildren(
    h('div', { class: 'head' }, h('h2', { text: 'Which is better?' }), bar, steps,
      button('End ', leave, { class: 'bare end' }, h('kbd', { text: 'Esc', 'aria-hidden': 'true' }))),
    panes,
    h('div', { class: 'foot' }, h('div', { class: 'hints' }, hint('←', 'left', () => judge(0)), hint('→', 'right', () => judge(1)),
      hint('↓', 'skip', skip), hint('U', 'undo', undo)), told));
}

async function next(again = /** @type {[Player, Player]|null} */ (null)) {
  const mine = (turn += 1);
  pair = again ?? (done.length >= planned ? null : choose(pool, met));
  ui.bar.max = Math.max(1, planned);
  ui.bar.value = Math.min(planned, done.length);
  ui.steps.textContent = pool.length > 1 ? `${count(done.length)} of about ${count(planned)} comparisons, ${counted(pool.length, 'asset')}` : '';
  if (!pair) { summary(); return; }
  if (!again && Math.random() < 0.5) pair = [pair[1], pair[0]];
  const now = pair;
  try {
    const views = await Promise.all(now.map((one, index) => view(one.id, 'AB'[index], zoom)));
    if (mine !== turn) return;
    shown = views;
  } catch (problem) {
    if (mine !== turn) return;
    met.add(keyOf(...now));
    toast.show(problem.message, { kind: 'bad' });
    next();
    return;
  }
  shown.forEach((one, index) => {
    describe(one, 'AB'[index]);
    one.element.tabIndex = -1;
  });
  ui.panes.replaceChildren(...shown.map((one) => one.element));
  zoom.show(shown.map((one) => one.pane));
  ahead();
}

/** Loads the pictures that are likely to come next. */
function ahead() {
  const soon = choose(pool, new Set(pair ? [...met, keyOf(...pair)] : met));
  for (const one of soon ?? []) {
    details.load(one.id).catch(() => {});
    h('img', { src: thumbURL(one.id, 1280, 'near') }).decode().catch(() => {});
  }
}

/** @param {number} index the side that is better */
function judge(index) {
  if (!pair || actions.locked()) return;
  const now = pair;
  const [winner, loser] = [now[index], now[1 - index]];
  const old = [winner.elo, loser.elo];
  met.add(keyOf(winner, loser));
  winner.played += 1;
  loser.played += 1;
  const step = { winner, loser, pair: now };
  done.push(step);
  // A guess until the server's figures come, so that the next pair is chosen well at once.
  const gain = 32 * (1 - 1 / (1 + 10 ** ((loser.elo - winner.elo) / 400)));
  winner.elo += gain;
  loser.elo -= gain;
  pair = null;
  next();
  line = line.then(async () => {
    try {
      const { elo } = await post('duel', { winner: winner.id, loser: loser.id }, { key: crypto.randomUUID() });
      take(elo);
      judged += 1;
      const change = Math.round((elo[winner.id] ?? winner.elo) - old[0]);
      ui.told.textContent = `${'AB'[index]} ${rounded(elo[winner.id])} (+${change}) over ${'AB'[1 - index]} ${rounded(elo[loser.id])} (−${Math.abs(Math.round(old[1] - (elo[loser.id] ?? old[1])))})`;
    } catch (problem) {
      [winner.elo, loser.elo] = old;
      forget(step);
      toast.show(`The verdict was not kept: ${problem.message}`, { kind: 'bad' });
    }
  });
}

function take(elo) {
  for (const one of pool) if (elo[one.id]) one.elo = elo[one.id];
  for (const [id, value] of Object.entries(elo)) { const known = itemOf(id); if (known) known.elo = value; }
}

function forget(step) {
  done = done.filter((one) => one !== step);
  met.delete(keyOf(step.winner, step.loser));
  step.winner.played -= 1;
  step.loser.played -= 1;
}

function skip() {
  if (!pair) return;
  met.add(keyOf(...pair));
  next();
}

function undo() {
  const last = done.at(-1);
  if (!last) { toast.show('There is no verdict to undo.', { ms: 2_500, slot: 'undo' }); return; }
  forget(last);
  next(last.pair);
  line = line.then(async () => {
    try {
      take((await post('duel/undo', {})).elo);
      ui.told.textContent = 'Undone';
      shown.forEach((one, index) => describe(one, 'AB'[index]));
    } catch (problem) {
      toast.show(problem.message, { kind: 'bad' });
    }
  });
}

function summary() {
  zoom.show([]);
  const few = pool.length < 2;
  const best = [...pool].sort((a, b) => b.elo - a.elo).slice(0, 5);
  const card = few
    ? h('div', { class: 'card' }, h('h2', { text: 'Nothing to compare' }), h('p', { text: 'Select two or more, or search for some.' }), button('Back to the grid', leave, { class: 'primary' }))
    : h('div', { class: 'card' }, h('h2', { text: `${counted(done.length, 'comparison')} done` }),
      h('ol', { class: 'best' }, ...best.map((one) => h('li', {}, h('img', { src: thumbURL(one.id, 160, 'visible'), alt: itemOf(one.id)?.prompt ?? '' }), h('span', { text: 'Elo ' + rounded(one.elo) })))),
      h('p', { class: 'across' }, button('End', leave, { class: 'primary' }), met.size < (pool.length * (pool.length - 1)) / 2 && button('Go on', () => { planned += pool.length; next(); })));
  ui.panes.replaceChildren(card);
  card.querySelector('button')?.focus();
}

bindKeys('duel', [
  { keys: ['ArrowLeft', 'h'], label: 'left is better', run: () => judge(0), shown: '←' },
  { keys: ['ArrowRight', 'l'], label: 'right is better', run: () => judge(1), shown: '→' },
  { keys: ['ArrowDown', 'Space', 'j'], label: 'skip the pair', run: skip, shown: '↓' },
  { keys: ['u', 'Ctrl+Z', 'ArrowUp'], label: 'undo the last verdict', run: undo, shown: 'U' },
  { keys: ['z'], label: 'one pixel for one pixel', run: () => zoom.toggle() },
  { keys: ['+', '='], label: 'zoom in', run: () => zoom.step(1), hidden: true },
  { keys: ['-'], label: 'zoom out', run: () => zoom.step(-1), hidden: true },
  { keys: ['Escape', 'd'], label: 'end the duel', run: leave, shown: 'Esc' },
]);
