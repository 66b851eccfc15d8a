// Everything known of one asset: the panel of the lightbox and of the grid.

import { get, post, thumbURL, fileURL } from './api.js';
import * as actions from './actions.js';
import { diff } from './diff.js';
import { h, button, bytes, clock, count, shortPrice, starred, when } from './dom.js';
import { described, kindOf } from './files.js';
import { go } from './router.js';
import { state, itemOf, on } from './state.js';
import * as toast from './toast.js';

const known = new Map();
/** @type {Map<HTMLElement, {id: string, seen: string}>} */
const panels = new Map();
const long = 3_000;

/** The server's answer about one asset; the last thirty are kept. @param {string} id */
export function load(id) {
  const kept = known.get(id);
  if (kept) return kept;
  const answer = get('asset/' + id).catch((problem) => { known.delete(id); throw problem; });
  known.set(id, answer);
  if (known.size > 30) known.delete(known.keys().next().value);
  answer.then((value) => { answer.value = value; }, () => {});
  return answer;
}

/** What has been loaded of an asset; undefined if nothing yet. @param {string} id */
export const loaded = (id) => known.get(id)?.value;

/** The item of an asset that the result does not hold. @returns {import('./state.js').Item} */
export function itemFrom(asset) {
  const kind = kindOf(asset.type);
  const ratio = asset.width && asset.height ? Math.max(1, Math.min(255, Math.round((64 * asset.width) / asset.height))) : 64;
  return {
    id: asset.id, position: -1, ratio, color: -1, quality: asset.quality ?? 0, rating: asset.rating ?? 0,
    flags: (asset.picked === true ? 1 : asset.picked === false ? 2 : 0) | (asset.tags?.some((tag) => /^nsfw$/i.test(tag)) ? 4 : 0), kind, count: 1,
    duration: asset.duration ?? 0, elo: asset.elo ?? 0, prompt: asset.prompt ?? '', model: asset.model ?? '' };
}

/** @param {string} id */
export const forget = (id) => known.delete(id);

/** Shows an asset in a panel and keeps it current. @param {HTMLElement} element @param {string} id */
export async function render(element, id) {
  const fresh = panels.get(element)?.id !== id;
  panels.set(element, { id, seen: print(id) });
  if (fresh && !loaded(id)) element.replaceChildren(rating(id), h('p', { class: 'quiet', text: itemOf(id)?.prompt ?? '' }));
  const current = () => panels.get(element)?.id === id;
  try {
    const answer = await load(id);
    if (!current()) return;
    const held = element.contains(document.activeElement) ? document.activeElement?.getAttribute('data-keep') : null;
    const opened = !fresh && element.querySelector('.raw')?.hasAttribute('open');
    element.replaceChildren(...parts(id, answer));
    if (opened) element.querySelector('.raw')?.setAttribute('open', '');
    if (held) /** @type {HTMLElement|null} */ (element.querySelector(`[data-keep="${held}"]`))?.focus();
    if (fresh) element.scrollTop = 0;
    if (state.capabilities?.generate && !state.readOnly) setTimeout(() => current() && prices(element, id, answer.asset), 300);
  } catch (problem) {
    if (current()) element.replaceChildren(rating(id), h('p', { role: 'alert', text: problem.message }));
  }
}

/** Stops keeping a panel current. @param {HTMLElement} element */
export function leave(element) {
  panels.delete(element);
  element.replaceChildren();
}

on('items', (changed) => {
  for (const [element, panel] of panels) {
    const touched = changed?.some((one) => one.id === panel.id);
    if (!touched && print(panel.id) === panel.seen) continue;
    forget(panel.id);
    render(element, panel.id);
  }
});

const print = (id) => {
  const item = itemOf(id);
  return item ? `${item.rating} ${item.flags} ${item.elo}` : '';
};

function parts(id, answer) {
  const { asset, metadata, lineage, parent } = answer;
  return [
    rating(id, asset),
    ...prompt(asset, parent),
    facts(asset),
    strip(id, asset, lineage),
    tags(id, asset.tags ?? []),
    buttons(id, asset, answer.command),
    raw(metadata ?? []),
  ].filter(Boolean);
}

/** The stars as a radio group; a click on the present rating clears it. */
function rating(id, asset) {
  const item = itemOf(id) ?? { rating: asset?.rating ?? 0, quality: asset?.quality ?? 0, flags: 0 };
  const shown = item.rating || item.quality;
  const verdict = item.flags & 1 ? 'Picked' : item.flags & 2 ? 'Rejected' : '';
  const group = h('div', { class: item.rating ? 'stars' : 'stars derived', role: 'radiogroup', 'aria-label': 'Rating' },
    ...[1, 2, 3, 4, 5].map((n) => {
      const input = h('input', {
        type: 'radio', name: 'rating-' + id, value: n, 'aria-label': starred(n), disabled: state.readOnly, 'data-keep': 'star' + n,
        onclick: () => actions.rate(n === item.rating ? 0 : n, { ids: [id] }),
        onkeydown: (event) => { if (event.key.startsWith('Arrow')) event.stopPropagation(); },
      });
      input.checked = n === item.rating;
      return h('label', { class: n <= shown ? 'on' : '' }, input, h('span', { 'aria-hidden': 'true', text: '★' }));
    }));
  return h('div', { class: 'judged' }, group, shown && !item.rating ? h('span', { class: 'quiet', text: 'from the score' }) : null,
    verdict && h('span', { class: item.flags & 1 ? 'good' : 'quiet', text: verdict }));
}

function prompt(asset, parent) {
  const text = asset.prompt ?? '';
  const made = [];
  if (text) {
    const marks = parent?.prompt && parent.prompt !== text ? diff(parent.prompt, text) : null;
    made.push(h('h3', { text: 'Prompt' }), clipped(text, marks));
    if (marks) made.push(h('p', { class: 'quiet', text: 'Marked: what differs from the picture it was made from.' }));
  } else if (asset.path) made.push(h('h3', { class: 'name', dir: 'auto', text: fileName(asset) }));
  if (asset.negative_prompt) made.push(h('h3', { text: 'Negative prompt' }), clipped(asset.negative_prompt, null));
  if (asset.note) made.push(h('h3', { text: 'Note' }), clipped(asset.note, null));
  return made;
}

/** A text, its beginning only if it is long. */
function clipped(text, marks) {
  const block = h('p', { class: 'prompt', dir: 'auto' });
  if (marks) block.append(...marked(marks));
  else if (text.length <= long) block.textContent = text;
  else {
    block.append(text.slice(0, long) + '… ', button(`Show all ${count(text.length)} characters`, () => {
      block.textContent = text;
      block.tabIndex = 0;
      block.focus();
    }, { class: 'link' }));
  }
  return block;
}

/** @param {import('./diff.js').Run[]} marks */
const marked = (marks) => marks.map((run) =>
  run.kind === 'same' ? document.createTextNode(run.text) : h(run.kind === 'added' ? 'ins' : 'del', { text: run.text }));

const aliases = { num_inference_steps: 'steps', cfg_scale: 'guidance', guidance_scale: 'guidance', cfg: 'guidance' };
const words = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('_', ' ');

/** The rows of the table of facts. @returns {[string, string][]} */
export function rows(asset) {
  const parameters = { ...asset.parameters };
  const take = (wanted) => {
    const name = Object.keys(parameters).find((one) => (aliases[one] ?? one) === wanted);
    if (!name) return null;
    const value = parameters[name];
    delete parameters[name];
    return said(value);
  };
  const size = [asset.width && asset.height ? `${asset.width} × ${asset.height}` : '', asset.bytes ? bytes(asset.bytes) : ''];
  const instead = asset.cost?.would_be ? ` instead of ${asset.cost.would_be}` : '';
  const cost = asset.cost ? `${asset.cost.amount} ${asset.cost.currency ?? 'USD'}, ${asset.cost.basis}${instead}` : null;
  const score = asset.score ? `${Number(asset.score.value).toFixed(2)}${asset.quality && !asset.rating ? ', ' + starred(asset.quality) : ''}` : null;
  /** @type {[string, string|null|undefined][]} */
  const all = [
    ['Model', asset.model ?? asset.endpoint], ['Seed', asset.seed], ['Steps', take('steps')], ['Guidance', take('guidance')],
    ['Size', size.filter(Boolean).join(', ')], ['Length', asset.duration ? clock(asset.duration) : null],
    ['Contents', described(asset)], ['Beside', (asset.companions ?? []).map((one) => one.name).join(', ')],
    ['Made', when(asset.created)], ['Cost', cost], ['Score', score],
    ['Elo', asset.elo ? count(Math.round(asset.elo)) : null], ['Generator', asset.generator],
    ['Project', asset.project], ['Albums', (asset.albums ?? []).join(', ')], ['Defects', (asset.defects ?? []).join(', ')],
    ...Object.entries(parameters).slice(0, 60).map(([name, value]) => /** @type {[string, string]} */ ([words(name), said(value)])),
  ];
  return /** @type {[string, string][]} */ (all.filter(([, value]) => value));
}

const said = (value) => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 2_000);

const fileName = (asset) => (asset.path ?? '').split('/').pop();

const facts = (asset) => h('dl', { class: 'facts' },
  ...rows(asset).flatMap(([name, value]) => [h('dt', { text: name }), h('dd', { text: value, dir: 'auto' })]),
  asset.path && h('dt', { text: 'File' }), asset.path && h('dd', { text: fileName(asset), title: asset.path, dir: 'auto' }),
  h('dt', { text: 'Id' }), h('dd', { text: asset.id.slice(0, 16), title: asset.id }));

/** Whether an asset is flagged NSFW and the user has not asked to see such. @param {{flags: number}|null|undefined} one */
export const veiled = (one) => Boolean(state.blur && one && one.flags & 4);

const picture = (id, alt, name = '') => h('img', {
  class: name + (veiled(itemOf(id)) ? 'blurred' : ''), src: thumbURL(id, 160, 'near'), alt, draggable: 'false',
  onerror: (event) => event.target.replaceWith(h('span', { class: 'gone', text: 'no preview' })) });

function strip(id, asset, lineage) {
  const parents = lineage?.parents ?? [];
  const children = lineage?.children ?? [];
  if (parents.length + children.length === 0) return null;
  const shown = (one) => one.known
    ? h('a', { href: '/?view=light&at=' + one.id, 'data-keep': 'kin-' + one.id, onclick: (event) => {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go({ view: 'light', at: one.id });
    } }, picture(one.id, one.prompt || 'No prompt'))
    : h('span', { class: 'gone', text: 'not here', title: one.id });
  const arrow = () => h('span', { class: 'quiet', 'aria-hidden': 'true', text: '→' });
  const more = children.length > 4 ? h('span', { class: 'quiet', text: `and ${children.length - 4} more` }) : null;
  return h('section', { 'aria-label': 'Made from' },
    h('h3', { text: parents.length ? 'Made from' : 'Used for' }),
    h('div', { class: 'kin' }, ...parents.slice(0, 4).map(shown), parents.length ? arrow() : null,
      asset.type === 'image' || asset.type === 'video' ? picture(id, 'This one', 'self ') : h('span', { class: 'gone self', text: 'this one' }),
      children.length ? arrow() : null, ...children.slice(0, 4).map(shown), more));
}

function tags(id, list) {
  if (state.readOnly && list.length === 0) return null;
  const input = h('input', { class: 'add', list: 'tag-names', placeholder: 'Add a tag', 'aria-label': 'Add a tag', maxlength: 200, 'data-keep': 'add-tag',
    onfocus: () => suggest(),
    onkeydown: (event) => {
      if (event.key === 'Enter' && input.value.trim()) retag([id], [input.value.trim()], []);
      if (event.key === 'Escape') { event.stopPropagation(); input.blur(); }
    } });
  return h('section', { 'aria-label': 'Tags' }, h('h3', { text: 'Tags' }), h('ul', { class: 'tags' },
    ...list.map((tag) => h('li', {}, h('a', { href: '/?q=' + encodeURIComponent(query('tag', tag)), text: tag, onclick: (event) => {
      event.preventDefault();
      go({ view: 'grid', q: query('tag', tag), at: '' });
    } }), !state.readOnly && button('×', () => retag([id], [], [tag]), { 'aria-label': `Remove the tag ${tag}` }))),
    !state.readOnly && h('li', {}, input)));
}

/** @param {string} field @param {string} value */
export const query = (field, value) => `${field}:${/^[\w/.-]+$/.test(value) ? value : `"${value.replaceAll('"', '')}"`}`;

/** Changes tags and shows them where they are on the screen. @param {string[]} ids @param {string[]} add @param {string[]} remove */
export async function retag(ids, add, remove) {
  await actions.tag(add, remove, { ids });
  ids.forEach(forget);
  for (const [element, panel] of panels) if (ids.includes(panel.id)) render(element, panel.id);
}

/** Fills the list of tags that inputs complete from. */
export async function suggest(q = '') {
  const list = document.getElementById('tag-names') ?? document.body.appendChild(h('datalist', { id: 'tag-names' }));
  const answer = await get('facets', { q, field: 'tag' }).catch(() => ({ values: [] }));
  list.replaceChildren(...answer.values.map((one) => h('option', { value: one.value })));
}

function buttons(id, asset, command) {
  const key = (name) => h('kbd', { text: name, 'aria-hidden': 'true' });
  return h('div', { class: 'acts' },
    asset.prompt && button('Copy prompt ', () => actions.copyPrompt(), { 'aria-keyshortcuts': 'y' }, key('Y')),
    command && button('Copy command ', () => actions.copyCommand(), { 'aria-keyshortcuts': 'Shift+Y' }, key('⇧Y')),
    mayVary(asset) && button('', () => spend({ from: id }), { 'aria-keyshortcuts': 'v' }, h('span', { class: 'vary', text: 'Vary' }), ' ', key('V')),
    h('a', { class: 'button', href: fileURL(id, { download: true }), download: true, text: 'Download' }),
    state.capabilities?.reveal && button('Show in folder', () => reveal(id)));
}

/** Opens the file manager at the file. @param {string} id */
export const reveal = (id) => post('reveal', { id }).catch((problem) => toast.show(problem.message, { kind: 'bad' }));

let models;
/** The models that can generate; asked for once. */
export function allModels() {
  models ??= get('models').then((answer) => answer.models).catch(() => { models = undefined; return []; });
  return models;
}

const mayVary = (asset) => state.capabilities?.generate && !state.readOnly && asset.prompt && asset.provider;
const spend = async (request) => (await import('./generate.js')).generate(request);

/** Adds the prices; upscaling is offered only once the server has told what it costs. */
async function prices(element, id, asset) {
  const ask = (request) => post('estimate', { request }).then((answer) => (answer.unknown ? null : answer.amount), () => null);
  const current = () => panels.get(element)?.id === id;
  if (mayVary(asset)) {
    const amount = await ask({ from: id, count: 1 });
    const vary = element.querySelector('.vary');
    if (amount && current() && vary) vary.textContent = `Vary · ${shortPrice(amount)}`;
  }
  const upscaler = asset.type === 'image' && (await allModels()).find((model) => /upscal/i.test(model.name) && model.takes.includes('image'));
  if (!upscaler) return;
  const request = { model: upscaler.name, prompt: '', count: 1, images: [id] };
  const amount = await ask(request);
  const acts = element.querySelector('.acts');
  if (!amount || !current() || acts?.querySelector('.upscale')) return;
  acts?.append(button(`Upscale · ${shortPrice(amount)}`, () => spend(request), { class: 'upscale' }));
}

function raw(metadata) {
  if (metadata.length === 0) return null;
  return h('details', { class: 'raw' }, h('summary', { text: `Metadata in the file (${metadata.length})` }),
    h('dl', {}, ...metadata.flatMap((one) => [
      h('dt', { text: `${one.container} · ${one.key}` }), h('dd', {}, clipped(one.text ?? '', null))])));
}
