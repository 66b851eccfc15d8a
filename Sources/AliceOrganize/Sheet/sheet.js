// The contact sheet: search, keys, and a large view. The page is complete without this script; it only adds to it.
'use strict';

const assets = JSON.parse(document.getElementById('assets').textContent);
const tiles = [...document.querySelectorAll('.sheet > li')];
const list = document.querySelector('.sheet');
const search = document.querySelector('search');
const input = document.getElementById('words');
const status = document.getElementById('status');
const total = status.textContent;
const dialog = document.querySelector('dialog');

/** What is searched of each asset, in small letters. */
const texts = assets.map((asset) => Object.values(asset).flat().join('\n').toLocaleLowerCase());

/** The tiles that the search leaves. */
let shown = tiles;
/** The tile that the keys act on. */
let current = 0;

/** The button of a tile, or its frame where there is no picture. */
const frame = (index) => tiles[index].querySelector('.frame');

/** The text without the marks that would turn the direction of what follows it. */
const upright = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Turns the frame of each picture into a button, of which only the current one is a tab stop. */
function makeButtons() {
  tiles.forEach((tile, index) => {
    const old = tile.querySelector('.frame');
    const button = element('button', { type: 'button', className: old.className, tabIndex: index ? -1 : 0 });
    button.append(...old.childNodes);
    button.setAttribute('aria-haspopup', 'dialog');
    button.addEventListener('click', () => { current = index; open(); });
    button.addEventListener('focus', () => setCurrent(index));
    old.replaceWith(button);
  });
}

function setCurrent(index) {
  frame(current).tabIndex = -1;
  current = index;
  frame(current).tabIndex = 0;
}

/** Makes another shown tile the current one, and focuses it. */
function go(tile) {
  if (!tile) return;
  setCurrent(tiles.indexOf(tile));
  frame(current).focus();
  tile.scrollIntoView({ block: 'nearest' });
  if (dialog.open) fill();
}

const step = (by) => shown[Math.min(Math.max(shown.indexOf(tiles[current]) + by, 0), shown.length - 1)];

/** The number of tiles in a row. */
function columns() {
  const top = shown[0].offsetTop;
  const next = shown.findIndex((tile) => tile.offsetTop !== top);
  return next < 1 ? shown.length : next;
}

/** Shows the tiles that contain every word; a word after a minus must be absent. */
function filter() {
  const words = input.value.toLocaleLowerCase().split(/\s+/).filter((word) => word && word !== '-');
  const matches = (text) => words.every((word) => (word[0] === '-' ? !text.includes(word.slice(1)) : text.includes(word)));
  tiles.forEach((tile, index) => { tile.hidden = !matches(texts[index]); });
  shown = tiles.filter((tile) => !tile.hidden);
  status.textContent = words.length ? `${shown.length} of ${total}` : total;
  if (shown.length && tiles[current].hidden) setCurrent(tiles.indexOf(shown[0]));
}

const labels = {
  model: 'Model', seed: 'Seed', size: 'Size', date: 'Made', cost: 'Cost', stars: 'Quality', tags: 'Tags',
  negative: 'Negative prompt', parameters: 'Parameters', name: 'File', id: 'Id',
};

/** Fills the large view with the current asset. */
function fill() {
  const asset = assets[current];
  const image = frame(current).querySelector('img');
  const view = dialog.querySelector('.view');
  view.replaceChildren(image ? element('img', { src: image.src, alt: image.alt }) : frame(current).textContent);
  const prompt = dialog.querySelector('.prompt');
  prompt.textContent = upright(asset.prompt ?? '');
  prompt.hidden = !asset.prompt;
  const facts = Object.entries(labels).filter(([key]) => asset[key]?.length).flatMap(([key, label]) => [
    element('dt', { textContent: label }),
    element('dd', { textContent: upright([asset[key]].flat().join(', ')), dir: 'auto' }),
  ]);
  dialog.querySelector('dl').replaceChildren(...facts);
  const place = shown.indexOf(tiles[current]);
  dialog.querySelector('.place').textContent = `${place + 1} of ${shown.length}`;
  const [previous, next, copy] = dialog.querySelectorAll('button');
  previous.disabled = place <= 0;
  next.disabled = place >= shown.length - 1;
  copy.hidden = !asset.prompt;
}

function open() {
  fill();
  dialog.returnValue = '';
  dialog.showModal();
}

function toSearch() {
  input.focus();
  input.select();
}

function makeDialog() {
  const button = (text, key, act) => {
    const made = element('button', { type: 'button' }, `${text} `, element('kbd', { textContent: key }));
    made.addEventListener('click', act);
    return made;
  };
  dialog.querySelector('.actions').append(
    button('Previous', '←', () => go(step(-1))),
    button('Next', '→', () => go(step(1))),
    button('Copy prompt', 'y', copyPrompt),
    button('Close', 'Esc', () => dialog.close()),
  );
  dialog.addEventListener('close', () => dialog.returnValue === 'search' ? toSearch() : frame(current).focus());
}

/** Copies the prompt; a page from a file may not use the clipboard directly in every browser. */
async function copyPrompt() {
  const { prompt } = assets[current];
  if (!prompt) return say('This one has no prompt');
  try {
    await navigator.clipboard.writeText(prompt);
  } catch {
    const area = element('textarea', { value: prompt, readOnly: true });
    (dialog.open ? dialog : document.body).append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    if (!isCopied) return say('The browser refused to copy');
  }
  say('Prompt copied');
}

/** Says something for a moment where the count is. */
function say(text) {
  const places = dialog.open ? [status, dialog.querySelector('.place')] : [status];
  for (const place of places) place.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { filter(); if (dialog.open) fill(); }, 2000);
}

const keys = {
  ArrowRight: () => go(step(1)),
  ArrowLeft: () => go(step(-1)),
  ArrowDown: () => go(step(dialog.open ? 1 : columns())),
  ArrowUp: () => go(step(dialog.open ? -1 : -columns())),
  Home: () => go(shown[0]),
  End: () => go(shown.at(-1)),
  y: copyPrompt,
  // The dialog gives the focus away after it is closed.
  '/': () => dialog.open ? dialog.close('search') : toSearch(),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === input) {
    if (event.key === 'Escape') { input.value = ''; filter(); }
    if ((event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape') && shown.length) {
      event.preventDefault();
      go(tiles[current]);
    }
    return;
  }
  const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
  if (!act || (!shown.length && event.key !== '/')) return;
  event.preventDefault();
  act();
});

input.addEventListener('input', filter);
makeButtons();
makeDialog();
search.hidden = false;
list.setAttribute('aria-label', document.title);
