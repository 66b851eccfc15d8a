// What this window did, newest last, so that a key undoes it; it outlives a reload of the window.

import { post } from './api.js';
import { counted } from './dom.js';
import { emit, on, state, update } from './state.js';
import * as toast from './toast.js';

/** The operations of this page that can be undone, each as one or more of the journal's; `known` once they are acknowledged. @type {{operations: Promise<number[]>, known?: number[], back: () => void}[]} */
let done = [];
const kept = 'alice.undo';
const most = 100;

/**
 * Notes an action when its key is pressed: undo waits for its answer, instead of undoing the action before it.
 * @param {Promise<{operations: number[]}>} sent @param {() => void} back
 */
export function remember(sent, back) {
  /** @type {typeof done[0]} */
  const entry = { operations: sent.then((answer) => answer.operations, () => []), back };
  done = [...done.slice(1 - most), entry];
  entry.operations.then((all) => {
    entry.known = all;
    if (!all.length) done = done.filter((one) => one !== entry);
    keep();
  });
}

/** @param {number[]} operations @param {string} text @param {{reason: string}[]} refused */
export function settle(operations, text, refused) {
  if (refused.length) toast.show(`${counted(refused.length, 'asset')} refused: ${refused[0].reason}`, { kind: 'bad', slot: 'refused' });
  else if (operations.length) toast.show(text, { action: 'Undo', key: 'Ctrl Z', run: undo, slot: 'undo' });
}

/** Keeps the operations for a reload of this window; those of another library would be others of the same number. */
function keep() {
  const operations = done.flatMap((one) => (one.known?.length ? [one.known] : []));
  sessionStorage.setItem(kept, JSON.stringify({ library: state.library, operations }));
}

/** Takes up what this window did before it was reloaded. */
function recall() {
  const before = JSON.parse(sessionStorage.getItem(kept) ?? '{}');
  if (before.library !== state.library) return;
  done = before.operations.map((/** @type {number[]} */ known) => ({
    operations: Promise.resolve(known), known, back: () => emit('expired') }));
}
const stopRecall = on('result', () => { stopRecall(); recall(); });

export async function undo() {
  const last = done.pop();
  if (!last) { toast.show('Nothing was changed in this window; "alice undo" undoes the last operation of the library.', { ms: 5000, slot: 'undo' }); return; }
  const operations = await last.operations;
  if (!operations.length) return;
  try {
    const answers = [];
    for (const operation of operations.toReversed()) answers.push(await post('undo', { operation }));
    const refused = answers.flatMap((answer) => answer.refused ?? []);
    if (answers.some((answer) => answer.changed)) last.back();
    emit('settled');
    for (const answer of answers) if (answer.items) update(answer.items);
    if (refused.length) { toast.show(refused[0].reason, { kind: 'bad', slot: 'undo' }); return; }
    toast.show('Undone', { ms: 2500, slot: 'undo' });
  } catch (error) {
    if (/** @type {any} */ (error).offline) done.push(last);
    toast.failed(error);
  } finally {
    keep();
  }
}
