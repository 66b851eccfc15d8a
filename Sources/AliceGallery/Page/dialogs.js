// Help, tags, and the cards that are shown where there is nothing to show.

import { get } from './api.js';
import { load, retag, suggest } from './details.js';
import { h, button, counted, modal } from './dom.js';
import * as keys from './keys.js';
import * as toast from './toast.js';
import { loadView } from './views.js';

export { dragOut, installDrop } from './drop.js';
export { generate, vary } from './generate.js';

const scopes = { global: 'Everywhere', grid: 'Grid', stack: 'Open stack', light: 'Picture', compare: 'Compare', duel: 'Duel' };
const glyphs = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Backspace: '⌫' };

/** All keys, and the switch for those of one letter. */
export async function help() {
  if (document.querySelector('dialog.help')) return;
  await Promise.all([loadView('light'), loadView('compare'), loadView('duel')]);
  const all = keys.table();
  const groups = Object.entries(scopes).map(([scope, title]) => {
    const rows = all.filter((one) => one.scope === scope);
    return rows.length === 0 ? null : h('section', {}, h('h3', { text: title }), h('dl', {}, ...rows.flatMap((one) => [
      h('dt', {}, ...shown(one.keys.split(' ')).flatMap((key, index) => [index ? ' ' : '', key === '–' ? '–' : h('kbd', { text: named(key) })])),
      h('dd', { text: one.label.charAt(0).toUpperCase() + one.label.slice(1) })])));
  });
  const letters = h('input', { type: 'checkbox', onchange: () => keys.singleLetters(letters.checked) });
  letters.checked = keys.singleLetters();
  modal('Keys', [
    h('label', { class: 'option' }, letters, ' Keys of one character act (Ctrl and named keys always do)'),
    h('div', { class: 'help-columns' }, ...groups.filter((one) => one !== null))], { class: 'help' });
}

/** Leaves out the variant of a key that only extends what the key itself does. @param {string[]} all */
const shown = (all) => all.filter((key) => !(key.startsWith('Shift+') && all.includes(key.slice(6))));
const named = (key) => key.split('+').map((part) => glyphs[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(' ').trim() || key;

/** Adds and removes tags, each at once; a tag that only some carry is shown as such and stays so unless it is touched. @param {string[]} ids */
export async function tagDialog(ids) {
  if (ids.length === 0 || document.querySelector('dialog.tagging')) return;
  /** @type {Map<string, any>} */
  const boxes = new Map();
  const list = h('ul', { class: 'choices' });
  const told = h('small', { class: 'quiet', role: 'status', text: 'Each change is saved at once' });
  /** Changes reach the server one after the other. */
  let line = Promise.resolve();
  const save = (tag, on) => {
    told.textContent = `${tag} ${on ? 'added' : 'removed'}; each change is saved at once`;
    line = line.then(() => retag(ids, on ? [tag] : [], on ? [] : [tag]));
  };
  const add = (tag, was) => {
    const some = was === 'some' && h('small', { class: 'quiet', text: ' on some' });
    const box = h('input', { type: 'checkbox', onchange: () => { if (some) some.remove(); save(tag, box.checked); } });
    box.checked = was === 'all';
    box.indeterminate = was === 'some';
    boxes.set(tag, box);
    list.append(h('li', {}, h('label', { class: 'option' }, box, h('span', { text: tag, dir: 'auto' }), some)));
    return box;
  };
  const input = h('input', { type: 'text', list: 'tag-names', 'aria-label': 'Tag to add', placeholder: 'Add a tag, such as places/alps', maxlength: 200, autocomplete: 'off' });
  const take = () => {
    const tag = input.value.trim();
    if (!tag) return false;
    const box = boxes.get(tag) ?? add(tag, 'none');
    input.value = '';
    if (!box.checked || box.indeterminate) box.click();
    return true;
  };
  const form = h('form', { onsubmit: (event) => { event.preventDefault(); if (!take()) dialog.close(); } }, input, list,
    h('p', { class: 'across end' }, told, button('Done', () => { take(); dialog.close(); }, { class: 'primary' })));
  const dialog = modal(ids.length === 1 ? 'Tags' : `Tags of ${counted(ids.length, 'asset')}`, [form], { class: 'tagging' });
  input.focus();
  suggest();
  const present = await carried(ids).catch((problem) => { toast.show(problem.message, { kind: 'bad' }); return new Map(); });
  for (const [tag, n] of present) if (!boxes.has(tag)) add(tag, n >= ids.length ? 'all' : 'some');
}

/** How many of the assets carry each tag. @param {string[]} ids @returns {Promise<Map<string, number>>} */
async function carried(ids) {
  if (ids.length === 1) return new Map(((await load(ids[0])).asset.tags ?? []).map((tag) => [tag, 1]));
  const all = new Map();
  for (let from = 0; from < ids.length; from += 100) {
    const q = 'id:' + ids.slice(from, from + 100).map((id) => id.slice(0, 16)).join('|');
    for (const one of (await get('facets', { q, field: 'tag' })).values) all.set(one.value, (all.get(one.value) ?? 0) + one.count);
  }
  return all;
}

/** @param {string} title @param {string|null} text @param {...(Node|null)} more */
export const card = (title, text, ...more) => h('div', { class: 'card' }, h('h2', { text: title }), text && h('p', { text }), ...more);

/** A command that can be copied. @param {string} text */
export function command(text) {
  return h('p', { class: 'command' }, h('code', { text }), button('Copy', async () => {
    await navigator.clipboard.writeText(text).then(() => toast.show('Command copied', { ms: 2_000, slot: 'copy' }), () => toast.show('The browser does not allow copying.', { kind: 'bad', slot: 'copy' }));
  }, { 'aria-label': `Copy: ${text}` }));
}

/** What an empty library shows. @param {HTMLElement} element */
export const emptyLibrary = (element) => element.replaceChildren(card('This library is empty',
  'Make a picture, or take in what other generators left. Files can also be dropped here.',
  command('alice generate "a serene mountain lake at dawn"'), command('alice organize ~/Pictures')));
