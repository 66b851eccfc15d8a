// The status line: what is new, what is selected, the keys that matter now, and running jobs.
import { count, h } from './dom.js';
import { isOpen, waits } from './jobs.js';
import { hints, watch } from './keys.js';
import { emit, on, state } from './state.js';

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
let drawsSoon = false;

function draw() {
  drawsSoon = false;
  const fresh = $('fresh');
  fresh.hidden = state.fresh === 0;
  fresh.textContent = `${count(state.fresh)} new`;
  const number = state.selection.size;
  $('picked-out').textContent = number ? `${count(number)} selected` : '';
  $('hints').replaceChildren(...hints().slice(0, 7).map((one) => h('span', {}, ...one.keys.flatMap((key, index) =>
    (key === '–' ? ['–'] : [index && one.keys[index - 1] !== '–' ? ' ' : '', h('kbd', { text: key })])), ' ' + one.label)));
  drawJobs();
}

/** Draws once a frame, however much changes. */
export function refresh() {
  if (!drawsSoon) requestAnimationFrame(draw);
  drawsSoon = true;
}

function drawJobs() {
  const open = state.jobs.filter(isOpen);
  const sum = open.reduce((total, job) => total + Math.round(Number(job.estimate ?? 0) * 1e6), 0) / 1e6;
  const models = [...new Set(open.map((job) => job.model))];
  const waiting = open.filter(waits).length;
  const words = [models.length === 1 ? models[0] : models.length ? `${models.length} models` : '',
    open.length - waiting ? `${open.length - waiting} running` : '', waiting ? `${waiting} waiting` : '', sum ? `${Number(sum.toFixed(4))} USD` : ''];
  $('running').textContent = open.length ? words.filter(Boolean).join(' · ') : '';
}

/** @param {import('./state.js').Item|null} one */
function tell(one) {
  const told = $('told');
  told.textContent = one?.id ? [one.prompt, one.model].filter(Boolean).join(' · ') : '';
  $('status').classList.toggle('telling', Boolean(one?.id));
}

export function start() {
  watch(refresh);
  for (const name of ['selection', 'jobs', 'status', 'result', 'cursor', 'items']) on(name, refresh);
  on('hover', tell);
  $('fresh').addEventListener('click', () => emit('renew'));
  $('help').addEventListener('click', () => emit('help'));
  draw();
}

