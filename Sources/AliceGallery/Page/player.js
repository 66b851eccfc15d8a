// Plays videos and sounds, and shows files without a picture. Media are played with the browser's own controls, which every assistive technology knows.

import { fileURL, thumbURL } from './api.js';
import { h, button, clock } from './dom.js';
import { load, reveal } from './details.js';
import { names, whole } from './files.js';
import { state } from './state.js';

/** The file's frame rate is not known here; a step is a thirtieth of a second. */
const frame = 1 / 30;

/**
 * @typedef {{element: HTMLElement, media: HTMLMediaElement, toggle: () => void, step: (frames: number) => void, stop: () => void}} Player
 * @param {import('./state.js').Item} item
 * @returns {Player}
 */
export function create(item) {
  const film = item.kind === 1;
  /** @type {any} */
  const media = h(film ? 'video' : 'audio', {
    controls: true, preload: 'metadata', src: fileURL(item.id), 'aria-label': item.prompt,
    poster: film && thumbURL(item.id, 1280, 'visible'), playsinline: film,
  });
  media.loop = item.duration > 0 && item.duration <= 30;
  const loop = h('input', { type: 'checkbox', onchange: () => { media.loop = loop.checked; } });
  loop.checked = media.loop;
  const time = h('span', { class: 'quiet', text: item.duration ? clock(item.duration) : '' });
  const bar = h('div', { class: 'reel' },
    h('label', {}, loop, ' Loop'),
    film && button('‹ frame', () => step(-1), { 'aria-keyshortcuts': ',', title: 'One step back, 1/30 s (,)' }),
    film && button('frame ›', () => step(1), { 'aria-keyshortcuts': '.', title: 'One step on, 1/30 s (.)' }), time);
  const press = button('▶', () => toggle(), { class: 'play', 'aria-label': 'Play', title: 'Play (Space)', 'aria-keyshortcuts': 'Space' });
  const screen = h('div', { class: 'screened' }, media, film && press);
  // The element is as large as the picture, so that its controls are too; the file knows the shape best.
  const shape = (/** @type {number} */ ratio) => screen.style.setProperty('--ratio', String(ratio));
  shape(item.ratio / 64);
  media.addEventListener('loadedmetadata', () => { if (media.videoWidth && media.videoHeight) shape(media.videoWidth / media.videoHeight); });
  for (const name of ['play', 'pause']) media.addEventListener(name, () => { press.hidden = !media.paused; });
  const element = h('div', { class: film ? 'player film-player' : 'player sound' },
    !film && h('div', { class: 'note', 'aria-hidden': 'true', text: '♪' }), !film && h('p', { class: 'name', dir: 'auto', text: item.prompt }),
    film ? screen : media, bar);
  media.addEventListener('timeupdate', () => {
    const length = Number.isFinite(media.duration) ? media.duration : item.duration;
    time.textContent = `${clock(media.currentTime)} of ${clock(length)}${film && media.paused ? `, ${media.currentTime.toFixed(2)} s` : ''}`;
  });
  media.addEventListener('error', () => element.replaceChildren(unplayable(item, film)), { once: true });
  const step = (frames) => {
    media.pause();
    media.currentTime = Math.max(0, Math.min(media.duration || 0, media.currentTime + frames * frame));
  };
  const toggle = () => { if (media.paused) media.play().catch(() => {}); else media.pause(); };
  const stop = () => { media.pause(); media.removeAttribute('src'); media.load(); };
  return { element, media, toggle, step, stop };
}

/** What the stage is called. @param {import('./state.js').Item} item */
export const label = (item) => names[item.kind].replace(/^./, (letter) => letter.toUpperCase());

/**
 * Shows what a file holds, as soon as that is known.
 * @param {import('./state.js').Item} item @param {HTMLElement} stage @param {() => boolean} isShown
 */
export function file(item, stage, isShown) {
  stage.replaceChildren();
  const put = (/** @type {any} */ asset) => {
    if (isShown()) stage.replaceChildren(whole(asset, (title, text) => card(title, text, item.id)));
  };
  load(item.id).then((answer) => put(answer.asset), () => put({ type: '' }));
}

function unplayable(item, film) {
  return card(film ? 'This browser cannot play the video.' : 'This browser cannot play the sound.',
    'Download the file and open it in another player, such as mpv or VLC. "ffmpeg -i FILE out.mp4" makes a version that plays here.', item.id);
}

/** What is shown for a file that has no preview. @param {string} title @param {string} text @param {string} id */
export function card(title, text, id) {
  return h('div', { class: 'card' }, h('h2', { text: title }), h('p', { text }), h('p', { class: 'across' },
    h('a', { class: 'button', href: fileURL(id, { download: true }), download: true, text: 'Download' }),
    state.capabilities?.reveal && button('Show in folder', () => reveal(id))));
}
