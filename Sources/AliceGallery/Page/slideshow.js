// A full-screen slide show from a position of the result on.

import { thumbURL } from './api.js';
import { veiled } from './details.js';
import { h, button, calm, count } from './dom.js';
import { state, item, ensure } from './state.js';

const speeds = [2, 4, 6, 10, 20];

/**
 * Runs until the user ends it; videos and sounds are skipped.
 * @param {number} position
 * @param {(position: number) => void} ended gets the position that was shown last
 */
export function start(position, ended) {
  let speed = Number(localStorage.getItem('alice.speed')) || 4;
  let running = true;
  let timer = 0;
  let at = position;
  const screen = h('div', { class: 'screen' });
  const where = h('span', { class: 'quiet' });
  const pause = button('Pause', () => { running = !running; draw(); }, { 'aria-keyshortcuts': 'Space', autofocus: true });
  const pace = h('span', { role: 'status' });
  // A dialog itself cannot be full screen; what is in it can.
  const whole = h('div', { class: 'whole' }, screen, h('div', { class: 'bar' },
    where, button('‹', () => move(-1), { 'aria-label': 'Previous' }), pause, button('›', () => move(1), { 'aria-label': 'Next' }),
    button('Slower', () => change(1), { 'aria-keyshortcuts': '-' }), pace, button('Faster', () => change(-1), { 'aria-keyshortcuts': '+' }),
    button('End', () => dialog.close())));
  const dialog = h('dialog', { class: 'show', 'aria-label': 'Slide show' }, whole);

  const draw = () => {
    pause.textContent = running ? 'Pause' : 'Go on';
    pace.textContent = `${speed} s each`;
    where.textContent = `${count(at + 1)} of ${count(state.tiles)}`;
    clearTimeout(timer);
    if (running) timer = setTimeout(() => move(1), speed * 1_000);
  };
  const change = (by) => {
    speed = speeds[Math.max(0, Math.min(speeds.length - 1, speeds.indexOf(speed) + by))] ?? 4;
    localStorage.setItem('alice.speed', String(speed));
    draw();
  };
  const picture = (now) => h('img', { src: thumbURL(now.id, 1280, 'visible'), alt: now.prompt, class: veiled(now) ? 'blurred' : '' });
  async function move(by) {
    clearTimeout(timer);
    let next = at;
    for (let tries = 0; tries < state.tiles; tries += 1) {
      next = (next + by + state.tiles) % state.tiles;
      if (!item(next)) await ensure(next, Math.min(state.tiles, next + 20));
      if (item(next)?.kind === 0 && item(next)?.id) break;
    }
    if (dialog.open) await show(next);
  }
  async function show(next) {
    const now = item(next);
    if (!now?.id) { draw(); return; }
    const image = picture(now);
    await image.decode().catch(() => {});
    if (!dialog.open) return;
    at = next;
    const old = screen.lastElementChild;
    screen.append(image);
    if (old && !calm()) await image.animate([{ opacity: 0 }, { opacity: 1 }], 240).finished.catch(() => {});
    old?.remove();
    draw();
    const after = item((next + 1) % state.tiles);
    if (after?.kind === 0 && after.id) picture(after).decode().catch(() => {});
  }

  dialog.addEventListener('keydown', (event) => {
    const run = {
      ' ': () => pause.click(), ArrowRight: () => move(1), ArrowLeft: () => move(-1), '+': () => change(-1), '=': () => change(-1), '-': () => change(1), s: () => dialog.close(),
    }[event.key];
    event.stopPropagation();
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  });
  const left = () => { if (!document.fullscreenElement && dialog.open) dialog.close(); };
  dialog.addEventListener('close', () => {
    clearTimeout(timer);
    document.removeEventListener('fullscreenchange', left);
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    dialog.remove();
    ended(at);
  });
  document.body.append(dialog);
  dialog.showModal();
  whole.requestFullscreen?.().then(() => document.addEventListener('fullscreenchange', left), () => {});
  show(position);
}
