// Marks the words in which two texts differ.

/** @typedef {{kind: 'same'|'added'|'removed', text: string}} Run */

/** Above this many pairs of words the table would cost more than 30 ms and 4 MB; the texts are shown unmarked then. */
const limit = 2_000_000;
const words = /([\p{L}\p{M}\p{N}_'’-]+|[^\s\p{L}\p{M}\p{N}_'’-])(\s*)/gu;

/** @param {string} text */
const split = (text) => Array.from(text.matchAll(words), (found) => ({ word: found[1], gap: found[2] }));

/**
 * Returns the runs that lead from `before` to `after`; null if the texts are too long to compare, or have so little
 * in common that the marks would be noise.
 * @param {string} before
 * @param {string} after
 * @returns {Run[]|null}
 */
export function diff(before, after) {
  if (before.length + after.length > 200_000) return null;
  const a = split(before);
  const b = split(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head].word === b[head].word) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head
    && a[a.length - 1 - tail].word === b[b.length - 1 - tail].word) tail += 1;
  const steps = middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  if (!steps) return null;
  const all = [
    ...b.slice(0, head).map((token) => ({ kind: 'same', ...token })),
    ...steps,
    ...b.slice(b.length - tail).map((token) => ({ kind: 'same', ...token })),
  ];
  const same = all.filter((token) => token.kind === 'same' && token.word.length > 1).length;
  return same * 5 < Math.min(a.length, b.length) ? null : runs(all);
}

/** The longest common subsequence of two lists of words, as steps. */
function middle(a, b) {
  if (a.length * b.length > limit) return null;
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      table[at] = a[i].word === b[j].word ? table[at + width + 1] + 1 : Math.max(table[at + width], table[at + 1]);
    }
  }
  const steps = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i].word === b[j].word) {
      steps.push({ kind: 'same', ...b[j] });
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || table[(i + 1) * width + j] >= table[i * width + j + 1])) {
      steps.push({ kind: 'removed', ...a[i] });
      i += 1;
    } else {
      steps.push({ kind: 'added', ...b[j] });
      j += 1;
    }
  }
  return steps;
}

/** Joins words of one kind; removed words come before the added ones of the same place; gaps stay outside the marks. */
function runs(tokens) {
  const found = [];
  let place = [];
  const close = () => {
    const [removed, added] = ['removed', 'added'].map(
      (kind) => place.filter((token) => token.kind === kind).map((token) => token.word + token.gap).join(''));
    if (removed) found.push({ kind: 'removed', text: removed.trimEnd() });
    if (removed && added) found.push({ kind: 'same', text: ' ' });
    if (added) found.push({ kind: 'added', text: added.trimEnd() });
    const last = added || removed;
    found.push({ kind: 'same', text: last.slice(last.trimEnd().length) });
    place = [];
  };
  for (const token of tokens) {
    if (token.kind !== 'same') { place.push(token); continue; }
    close();
    found.push({ kind: 'same', text: token.word + token.gap });
  }
  close();
  const joined = [];
  for (const run of found) {
    const last = joined[joined.length - 1];
    if (last && last.kind === run.kind) last.text += run.text;
    else if (run.text) joined.push({ ...run });
  }
  return joined;
}
