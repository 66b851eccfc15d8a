// Running jobs as tiles in a strip above the first day, and what they made until the next snapshot.
import { get, thumbURL } from './api.js';
import { clock, h } from './dom.js';
import { go } from './router.js';
import { emit, on, state } from './state.js';
import * as toast from './toast.js';

const root = /** @type {HTMLElement} */ (document.getElementById('jobs'));
const over = new Set(['done', 'failed', 'cancelled', 'canceled', 'not-submitted']);
/** A job that nothing waits for any more still runs. */
const runs = new Set(['running', 'detached']);

/** Whether a job is neither over nor running yet. @param {any} job */
export const waits = (job) => !over.has(job.state) && !runs.has(job.state);
/** @param {any} job */
export const isOpen = (job) => !over.has(job.state);

/** @param {any} job */
function elapsed(job) {
  const since = Date.parse(job.started ?? '');
  return Number.isNaN(since) ? job.elapsed ?? 0 : (Date.now() - since) / 1000;
}

/** @param {any} job */
const progress = (job) => [job.state === 'unknown' ? 'outcome unknown' : waits(job) ? (job.position ? `${job.position} in line` : 'waiting') : clock(elapsed(job)),
  job.estimate ? `${job.estimate} USD` : ''].filter(Boolean).join(' · ');

/** @param {any} job */
function tile(job) {
  if (job.state === 'done' && job.assets?.length) {
    return h('button', { class: 'job made', type: 'button', 'aria-label': `${job.prompt}, done`, onclick: () => go({ view: 'light', at: job.assets[0], ids: [] }) },
      h('img', { src: thumbURL(job.assets[0], 320), alt: '' }));
  }
  return h('div', { class: waits(job) ? 'job' : 'job running' }, h('p', { text: job.prompt || job.model }),
    h('small', {}, job.model, h('span', { class: 'progress', text: over.has(job.state) ? job.state : progress(job) })));
}

function draw() {
  const shown = state.jobs.length > 0;
  root.replaceChildren(...state.jobs.slice(0, 12).map(tile));
  if (root.hidden === shown) {
    root.hidden = !shown;
    emit('inset');
  }
  emit('status');
}

/** Takes a job's event; of one that is new here the server knows more. @param {any} job */
export function take(job) {
  const known = state.jobs.find((one) => one.id === job.id);
  if (!known && isOpen(job) && !job.prompt) { reload(); return; }
  const same = known && known.state === job.state && known.position === job.position && isOpen(job);
  const facts = Object.fromEntries(Object.entries(job).filter(([, value]) => value !== null && value !== undefined));
  if (known) Object.assign(known, { position: null, ...facts });
  else if (isOpen(job) || job.assets?.length) state.jobs.unshift({ started: new Date().toISOString(), ...facts });
  if (same) return;
  if (!isOpen(job) && job.state !== 'done') {
    toast.show(`${job.model}: ${job.detail ?? job.state}`, { kind: 'bad', slot: job.id });
    state.jobs = state.jobs.filter((one) => one.id !== job.id);
  }
  emit('jobs');
}

export function start() {
  on('jobs', draw);
  on('result', () => { state.jobs = state.jobs.filter((one) => !over.has(one.state)); emit('jobs'); });
  setInterval(() => {
    if (root.hidden || document.hidden) return;
    root.querySelectorAll('.job').forEach((node, index) => {
      const text = node.querySelector('.progress');
      const job = state.jobs[index];
      if (text && job && !over.has(job.state)) text.textContent = progress(job);
    });
  }, 1000);
}

/** Reads the open jobs, after the start and after the connection was lost. */
export async function reload() {
  try {
    const answer = await get('jobs');
    const made = state.jobs.filter((one) => one.state === 'done');
    state.jobs = [...answer.jobs, ...made];
    emit('jobs');
  } catch { /* The connection's own bar says so. */ }
}
