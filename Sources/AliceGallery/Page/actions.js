// What the keys do to assets: shown at once, rolled back with the reason if the server refuses.
import { fileURL, get, post } from './api.js';
import { counted, starred } from './dom.js';
import { emit, flag, item, itemOf, promote, select, setCursor, setGone, state, step, update } from './state.js';
import * as toast from './toast.js';
import { remember, settle } from './undo.js';

export { undo } from './undo.js';

/** @typedef {import('./state.js').Item} Item */

const batch = 500;
/** @type {(() => Item[]|null)|null} */ let provided = null;
/** Until when the server's events about an asset are this page's own echo. @type {Map<string, number>} */
const echoes = new Map();
let always = localStorage.getItem('alice.advance') === 'on';

/** A view that shows other assets than the cursor's names them here; null, or null from it, is the grid's own. @param {(() => Item[]|null)|null} fn */
export function provideTargets(fn) { provided = fn; }

/** Whether a change that the server reports is one that this page has made. @param {string} id */
export function isEcho(id) {
  for (const [one, until] of echoes) if (until < Date.now()) echoes.delete(one);
  return echoes.has(id);
}

/** What the next action applies to. @returns {Item[]} */
export function targets() {
  const others = provided?.();
  if (others) return others;
  if (state.selection.size && !document.documentElement.dataset.view?.match(/light/)) {
    return [...state.selection].map((id) => itemOf(id)).filter((one) => one !== null);
  }
  const one = item(state.cursor);
  return one?.id && !state.gone.has(state.cursor) ? [one] : [];
}

/** Moves to the next asset, unless the action was on a selection. */
function advance() {
  if (provided?.() || (state.selection.size && document.documentElement.dataset.view !== 'light')) return;
  setCursor(step(state.cursor, 1));
}

export function toggleAdvance() {
  always = !always;
  localStorage.setItem('alice.advance', always ? 'on' : 'off');
  toast.show(always ? 'Verdicts move on to the next picture' : 'Verdicts stay on the picture', { ms: 2500, slot: 'advance' });
}

/** @param {Item[]} list */
const named = (list) => (list.length === 1 ? '' : ` · ${counted(list.length, 'asset')}`);

/** Says that nothing can be written, where that is so. */
export function locked() {
  if (state.readOnly) toast.show('This gallery is read-only.', { ms: 3000, slot: 'read-only' });
  return state.readOnly;
}

/** @param {Item[]} list */
const blocked = (list) => locked() || list.length === 0;

/** Sends until the server responds: what was decided while it was away is not lost. @param {string} path @param {object} body */
async function persist(path, body) {
  const key = crypto.randomUUID();
  for (;;) {
    try {
      return await post(path, body, { key });
    } catch (error) {
      if (!(/** @type {any} */ (error).offline)) throw error;
      toast.show('Kept until the gallery responds', { ms: 2500, slot: 'kept' });
      await new Promise((yes) => { setTimeout(yes, 2000); });
    }
  }
}

/** Sends an action in batches. @param {string} path @param {Item[]} list @param {object} body */
async function send(path, list, body) {
  const operations = [];
  const refused = [];
  for (let from = 0; from < list.length; from += batch) {
    const ids = list.slice(from, from + batch).map((one) => one.id);
    for (const id of ids) echoes.set(id, Date.now() + 3000);
    const answer = await persist(path, { ids, ...body });
    if (answer.operation !== null && answer.operation !== undefined) operations.push(answer.operation);
    refused.push(...(answer.refused ?? []));
    if (answer.items) update(answer.items);
  }
  return { operations, refused };
}

/**
 * @param {string} path @param {Item[]} list @param {object} body
 * @param {{apply: (one: Item) => void, text: string}} how
 */
async function change(path, list, body, { apply, text }) {
  if (blocked(list)) return;
  const before = list.map((one) => ({ rating: one.rating, quality: one.quality, flags: one.flags }));
  const back = (/** @type {Set<string>|null} */ only) => {
    list.forEach((one, index) => { if (!only || only.has(one.id)) Object.assign(one, before[index]); });
    emit('items', list);
  };
  list.forEach(apply);
  emit('items', list);
  toast.announce(text);
  const sent = send(path, list, body);
  remember(sent, () => back(null));
  try {
    const { operations, refused } = await sent;
    if (refused.length) back(new Set(refused.map((/** @type {any} */ one) => one.id)));
    settle(operations, text, refused);
  } catch (error) {
    back(null);
    toast.failed(error);
  }
}

/** @param {string[]} ids @returns {Item[]} */
const those = (ids) => ids.map((id) => itemOf(id) ?? /** @type {Item} */ ({ id, position: -1, count: 1, flags: 0, rating: 0 }));

/** @param {number} rating 0 clears @param {{advance?: boolean, ids?: string[]}} [options] `ids` instead of the targets, which never moves on */
export function rate(rating, options = {}) {
  const list = options.ids ? those(options.ids) : targets();
  change('rate', list, { rating }, {
    apply: (one) => { one.rating = rating; if (rating) one.quality = rating; },
    text: (rating ? starred(rating).replace(/^./, (c) => c.toUpperCase()) : 'Rating cleared') + named(list) });
  if (!options.ids && !state.readOnly && (options.advance || always)) advance();
}

/** @param {'pick'|'reject'|'clear'} verdict */
export function pick(verdict) {
  const list = targets();
  const bits = { pick: flag.picked, reject: flag.rejected, clear: 0 }[verdict];
  change('pick', list, { verdict }, {
    apply: (one) => { one.flags = (one.flags & ~(flag.picked | flag.rejected)) | bits; },
    text: { pick: 'Picked', reject: 'Rejected', clear: 'Unmarked' }[verdict] + named(list) });
  if (always && !state.readOnly) advance();
}

/** @param {string[]} add @param {string[]} [remove] @param {{ids?: string[]}} [options] `ids` instead of the targets */
export function tag(add, remove = [], { ids } = {}) {
  const list = ids ? those(ids) : targets();
  const words = [...add.map((one) => '+' + one), ...remove.map((one) => '−' + one)].join(' ');
  return change('tag', list, { add, remove }, {
    apply: (one) => {
      if (add.includes('favourite')) one.flags |= flag.favourite;
      if (remove.includes('favourite')) one.flags &= ~flag.favourite;
    },
    text: (words === '+favourite' ? 'Favourite' : words === '−favourite' ? 'No longer a favourite' : `Tagged ${words}`) + named(list) });
}

export function favourite() {
  const list = targets();
  const all = list.every((one) => one.flags & flag.favourite);
  return all ? tag([], ['favourite']) : tag(['favourite']);
}

/** Takes what is gone off the screen: tiles close up, of a stack the next best is shown. @param {Item[]} list */
export async function drop(list) {
  const stacks = list.filter(isStack);
  const singles = list.filter((one) => !isStack(one) && !state.gone.has(one.position));
  const ids = new Set(list.map((one) => one.id));
  if (singles.length) setGone(singles, true);
  if (state.gone.has(state.cursor)) setCursor(nearest(state.cursor));
  await showBest(stacks, ids);
}

/** Tiles that were stacks when something of them went to the trash. @type {WeakSet<Item>} */
const stacked = new WeakSet();
/** @param {Item} one */
const isStack = (one) => one.position >= 0 && (one.count > 1 || stacked.has(one));

/** @param {Item[]} stacks @param {Set<string>} without */
async function showBest(stacks, without) {
  for (const one of stacks) promote(one, (await get('stack', { r: state.r, at: one.position })).columns, without);
}

/** Moves to the trash; the cursor stands on the next one. */
export async function trash() {
  const list = targets();
  if (blocked(list)) return;
  const { cursor, r } = state;
  const selected = [...state.selection];
  const stacks = list.filter(isStack);
  const singles = list.filter((one) => !isStack(one));
  for (const one of stacks) stacked.add(one);
  const back = () => {
    if (state.r !== r) { emit('expired'); return; }
    setGone(singles, false);
    showBest(stacks, new Set()).catch(() => {});
    select(selected);
    setCursor(cursor);
  };
  const text = `${list.length === 1 ? 'Moved' : counted(list.length, 'asset') + ' moved'} to the trash`;
  drop(singles);
  toast.announce(text);
  const sent = send('trash', list, {}).then(async (answer) => {
    const stay = new Set(answer.refused.map((/** @type {any} */ one) => one.id));
    setGone(singles.filter((one) => stay.has(one.id)), false);
    await drop(stacks.filter((one) => !stay.has(one.id)));
    return answer;
  });
  remember(sent, back);
  try {
    const { operations, refused } = await sent;
    settle(operations, text, refused);
    emit('settled');
  } catch (error) {
    back();
    toast.failed(error);
  }
}

/**
 * Keeps one of some: the others move to the trash, and what they know is written into it. Returns whether that is done.
 * @param {Item} one @param {Item[]} others @param {string} name of the one that stays
 */
export function keep(one, others, name) {
  if (blocked(others)) return false;
  const { r } = state;
  const singles = others.filter((other) => other.position >= 0 && !isStack(other));
  const back = () => { if (state.r === r) setGone(singles, false); else emit('expired'); };
  const text = `Kept ${name}; ${others.length === 1 ? 'the other one' : counted(others.length, 'other')} moved to the trash`;
  for (const { id } of [one, ...others]) echoes.set(id, Date.now() + 3000);
  const sent = persist('keep', { keep: one.id, ids: others.map((other) => other.id) }).then((answer) => {
    const stay = new Set(answer.refused.map((/** @type {any} */ refused) => refused.id));
    setGone(singles.filter((other) => stay.has(other.id)), false);
    update(answer.items);
    return { operations: answer.operation === null ? [] : [answer.operation], refused: answer.refused };
  });
  remember(sent, back);
  drop(others.filter((other) => other.position >= 0));
  sent.then(({ operations, refused }) => { settle(operations, text, refused); emit('settled'); }, (error) => { back(); toast.failed(error); });
  return true;
}

/** @param {number} at */
function nearest(at) {
  const next = step(at, 1);
  return next === at ? step(at, -1) : next;
}

/** @param {string} text @param {string} what */
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast.show(`${what} copied`, { ms: 2000, slot: 'copy' });
  } catch { toast.show('The browser does not allow copying.', { kind: 'bad', slot: 'copy' }); }
}

/** @param {(answer: any) => string|null|undefined} read @param {string} what @param {string} none */
async function copyFacts(read, what, none) {
  const list = targets().slice(0, 50);
  if (!list.length) return;
  try {
    const texts = (await Promise.all(list.map((one) => get('asset/' + one.id)))).map(read).filter(Boolean);
    if (texts.length) await copy(texts.join('\n'), texts.length === 1 ? what : `${texts.length} ${what.toLowerCase()}s`);
    else toast.show(none, { ms: 3000, slot: 'copy' });
  } catch (error) { toast.failed(error); }
}

export const copyPrompt = () => copyFacts((answer) => answer.asset.prompt, 'Prompt', 'This has no prompt.');
export const copyCommand = () => copyFacts((answer) => answer.command, 'Command', 'No command makes this again.');

/** Saves one file under its name, several as a zip. */
export async function download() {
  const list = targets();
  if (!list.length) return;
  try {
    const url = list.length === 1 ? fileURL(list[0].id, { download: true }) : (await post('zip', { ids: list.map((one) => one.id) })).url;
    const link = document.createElement('a');
    link.href = url;
    link.download = '';
    link.click();
  } catch (error) { toast.failed(error); }
}

/** Shows the file in the file manager. */
export async function reveal() {
  const one = targets()[0];
  if (!one) return;
  if (!state.capabilities.reveal) { toast.show('There is no file manager here that could show the folder.', { ms: 4000, slot: 'reveal' }); return; }
  try { await post('reveal', { id: one.id }); } catch (error) { toast.failed(error); }
}
