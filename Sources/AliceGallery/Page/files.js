// What is shown of assets without a picture: 3D models, texts, archives and other files.
import { get } from './api.js';
import { h } from './dom.js';

/** What a kind is called, by its number. */
export const names = ['picture', 'video', 'sound', 'file', '3D model', 'text', 'archive'];
/** The sign of a kind, by its number. */
export const signs = ['', '▶', '♪', '▤', '⬡', '¶', '▣'];
const types = ['image', 'video', 'audio', 'file', 'model3d', 'text', 'archive'];

/** @param {string} type the asset's `type` */
export const kindOf = (type) => Math.max(0, types.indexOf(type) < 0 ? 3 : types.indexOf(type));

/** Whether a kind has neither picture nor sound. @param {number} kind */
export const isFile = (kind) => kind > 2;

/** @typedef {{words?: string, text?: string, format?: string, bytes?: string}} Contents */
/** @type {Map<string, Promise<Contents>>} */ const known = new Map();

/** The beginning of a text, and what a file holds. @param {string} id @returns {Promise<Contents>} */
function contents(id) {
  const held = known.get(id);
  if (held) return held;
  const answer = get('contents/' + id).catch(() => { known.delete(id); return {}; });
  known.set(id, answer);
  if (known.size > 500) known.delete(known.keys().next().value ?? '');
  return answer;
}

/** The card of a file in the grid; its facts follow when they are known. @param {{id: string, kind: number, prompt: string}} item */
export function card(item) {
  const facts = h('span', { class: 'facts-line' });
  const node = h('span', { class: item.kind === 5 ? 'note filed text' : 'note filed', 'data-of': item.id },
    h('b', { 'aria-hidden': 'true', text: signs[item.kind] }), h('span', { class: 'title', dir: 'auto', text: item.prompt }), facts);
  contents(item.id).then(({ words, text, format }) => {
    facts.textContent = [format, words].filter(Boolean).join(' · ');
    if (text) node.querySelector('.title')?.replaceWith(h('span', { class: 'begin', dir: 'auto', text }));
  });
  return node;
}

/** A whole text, or the facts of a file. @param {any} asset @param {(title: string, text: string) => Node} otherwise */
export function whole(asset, otherwise) {
  const { text, cut, ...counts } = asset.contents ?? {};
  if (text === undefined) return otherwise(asset.format ? `${title(asset)}, ${asset.format}` : title(asset), described(asset) || 'alice has no preview for this kind of file.');
  return h('div', { class: 'player reading' },
    h('pre', { tabindex: '0', dir: 'auto', 'aria-label': 'Text', text: cut ? text + '\n…' : text }),
    h('p', { class: 'quiet', text: [asset.format, described({ contents: counts })].filter(Boolean).join(' · ') }));
}

const title = (asset) => { const name = names[kindOf(asset.type)]; return name.charAt(0).toUpperCase() + name.slice(1); };

const plural = (count, one, many) => (!count ? '' : `${count} ${count === 1 ? one : many}`);

/** What a file holds, in words. @param {any} asset */
export function described(asset) {
  const held = asset.contents ?? {};
  return [plural(held.vertices, 'vertex', 'vertices'), plural(held.triangles, 'triangle', 'triangles'), plural(held.entries, 'file', 'files'),
    plural(held.lines, 'line', 'lines')].filter(Boolean).join(', ');
}
