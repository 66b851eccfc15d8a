// Running jobs as tiles in a strip above the first day, and what they made until the next snapshot.
import { get, thumbURL } from './api.js';
import { clock, h } from './dom.js';
import { go } from './router.js';
import { emit, on, state } from './state.js';
import * as toast from './toast.js';

const root = /** @type {HTMLElement} */ (document.getElementById('jobs'));
const over = new Set(['done', 'failed', 'cancelled', 'canceled']);

/** @param {any} job */
function elapsed(job) {
  const since = Date.parse(job.started ?? '');
  return Number.isNaN(since) ? job.elapsed ?? 0 : (Date.now() - since) / 1000;
}

/** @param {any} job */
const progress = (job) => [job.state === 'queued' ? (job.position ? `${job.position} in line` : 'waiting') : clock(elapsed(job)),
  job.estimate ? `${job.estimate} USD` : ''].filter(Boolean).join(' · ');

/** @param {any} job */
function tile(job) {
  if (job.state === 'done' && job.assets?.length) {
    return h('button', { class: 'job made', type: 'button', 'aria-label': `${job.prompt}, done`, onclick: () => go({ view: 'light', at: job.assets[0], ids: [] }) },
      h('img', { src: thumbURL(job.assets[0], 320), alt: '' }));
  }
  return h('div', { class: 'job ' + job.state }, h('p', { text: job.prompt || job.model }),
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

/** Takes a job's event. @param {any} job */
export function take(job) {
  const index = state.jobs.findIndex((one) => one.id === job.id);
  const known = index >= 0 ? state.jobs[index] : null;
  if (known && known.state === job.state && !over.has(job.state)) { Object.assign(known, job); return; }
  if (known) Object.assign(known, job);
  else if (!over.has(job.state) || job.assets?.length) state.jobs.unshift({ started: new Date().toISOString(), ...job });
  if (over.has(job.state) && job.state !== 'done') {
    toast.show(`${job.model}: ${job.detail ?? job.state}`, { kind: 'bad', slot: job.id });
    state.jobs = state.jobs.filter((one) => one.id !== job.id);
  }
  emit('jobs');
}

export async function start() {
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
  await reload();
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
