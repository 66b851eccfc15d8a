// Pictures and films that look alike, one group after another in the comparison, and which of them stays.

import { get } from './api.js';
import * as actions from './actions.js';
import { current, go, leave } from './router.js';
import { letter } from './compare.js';
import * as toast from './toast.js';

/** @typedef {{keep: string, why: string, kind: string, distance: number, turn: {degrees: number, mirrored: boolean}|null, assets: string[]}} Group */

/** What the comparison shows at once. */
const most = 4;
/** @type {Group[]} */ let groups = [];
let at = -1;

/** Shows the groups of the result, the first one first. */
export async function start() {
  try {
    const found = await get('duplicates', { q: current().q });
    groups = found.groups.flatMap(parts);
    at = -1;
    const lines = groups.length ? found.not_compared : [`No duplicates among ${found.among}`, ...found.not_compared];
    if (lines.length) toast.show(lines.join('; '), { ms: 6000, slot: 'dupes' });
    if (groups.length) next(false);
  } catch (problem) {
    toast.failed(problem);
  }
}

/** A group of more than fits is shown in several, each with the one that would stay. @param {Group} group @returns {Group[]} */
function parts(group) {
  const [keeper, ...others] = group.assets;
  const shown = [];
  for (let from = 0; from < others.length; from += most - 1) shown.push({ ...group, assets: [keeper, ...others.slice(from, from + most - 1)] });
  return shown;
}

/** The group that is compared; null if these assets are none. @param {string[]} ids @returns {Group|null} */
export function group(ids) {
  const one = groups[at];
  return one && ids.length > 0 && ids.every((id) => one.assets.includes(id)) ? one : null;
}

/** Says why these are shown. @param {string[]} ids */
export function describe(ids) {
  const one = group(ids);
  if (!one) return '';
  const { turn } = one;
  const how = one.kind === 'exact' ? 'the same pixels' : `${one.distance} of 255 bits differ`;
  const turned = turn ? `, ${[turn.mirrored && 'mirrored', turn.degrees && `turned by ${turn.degrees}°`].filter(Boolean).join(' and ')}` : '';
  return `Group ${at + 1} of ${groups.length}: ${how}${turned} · A would stay: ${one.why}`;
}

/** Shows the next group, or the grid after the last one. @param {boolean} [replace] */
export function next(replace = true) {
  at += 1;
  if (at >= groups.length) {
    groups = [];
    at = -1;
    toast.announce('No more duplicates');
    leave();
  } else {
    go({ view: 'compare', ids: groups[at].assets }, { replace });
  }
}

/** Keeps one of what is compared; the others move to the trash. @param {import('./state.js').Item[]} items @param {number} index */
export function keep(items, index) {
  const isGroup = group(items.map((one) => one.id)) !== null;
  const kept = actions.keep(items[index], items.filter((_, place) => place !== index), letter(index));
  if (!kept) return;
  if (isGroup) next(); else leave();
}
