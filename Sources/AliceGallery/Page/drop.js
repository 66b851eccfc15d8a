// Files in and out: dropped onto the page they are organized, dragged off it they are copied.

import { fileURL } from './api.js';
import { load, loaded } from './details.js';
import { h, button, bytes, counted } from './dom.js';
import { go } from './router.js';
import { state } from './state.js';
import * as toast from './toast.js';

const most = 1_000;
let ours = false;
let installed = false;

/** Makes the whole page take files; a second call changes nothing. */
export function installDrop() {
  if (installed) return;
  installed = true;
  const overlay = h('section', { class: 'over', popover: 'manual', 'aria-label': 'Drop' }, h('p', { text: 'Drop to add to the library' }));
  document.body.append(overlay);
  let depth = 0;
  const wanted = (event) => !ours && !state.readOnly && [...(event.dataTransfer?.types ?? [])].includes('Files');
  const done = () => { depth = 0; if (overlay.matches(':popover-open')) overlay.hidePopover(); };
  addEventListener('dragenter', (event) => {
    if (!wanted(event)) return;
    event.preventDefault();
    depth += 1;
    if (!overlay.matches(':popover-open')) overlay.showPopover();
  });
  addEventListener('dragleave', (event) => { if (wanted(event) && (depth -= 1) <= 0) done(); });
  addEventListener('dragover', (event) => {
    if (!wanted(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  addEventListener('drop', async (event) => {
    if (!wanted(event)) return;
    event.preventDefault();
    done();
    const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.() ?? null);
    const plain = [...event.dataTransfer.files];
    const files = entries.some((one) => one?.isDirectory) ? (await Promise.all(entries.map(inside))).flat() : plain;
    add(files.slice(0, most));
    if (files.length > most) toast.show(`${counted(files.length, 'file')} are too many at once; the first ${most} are added.`, { slot: 'many' });
  });
  addEventListener('dragend', () => { ours = false; });
}

/** The files of a dropped folder, folders in it included. */
async function inside(entry, depth = 0) {
  if (!entry || depth > 8) return [];
  if (entry.isFile) return new Promise((yes) => entry.file((file) => yes([file]), () => yes([])));
  const reader = entry.createReader();
  const all = [];
  while (all.length < most) {
    const some = await new Promise((yes) => reader.readEntries(yes, () => yes([])));
    if (some.length === 0) break;
    all.push(...(await Promise.all(some.map((one) => inside(one, depth + 1)))).flat());
  }
  return all;
}

/** Sends files one after the other and says what became of them. @param {File[]} files */
export async function add(files) {
  if (files.length === 0) return;
  const text = h('span', { role: 'status' });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Adding files' });
  let stopped = false;
  let request = /** @type {XMLHttpRequest|null} */ (null);
  const box = h('section', { class: 'adding', popover: 'manual', 'aria-label': 'Adding files' }, text, bar,
    button('Stop', () => { stopped = true; request?.abort(); }));
  document.body.append(box);
  box.showPopover();
  const all = { placed: [], already: [], refused: [] };
  const total = files.reduce((sum, file) => sum + file.size, 0) || 1;
  let sent = 0;
  for (const [index, file] of files.entries()) {
    if (stopped) break;
    text.textContent = `Adding ${index + 1} of ${files.length} · ${file.name} · ${bytes(file.size)}`;
    try {
      const answer = await send(file, (now) => { bar.value = (sent + now) / total; }, (one) => { request = one; });
      for (const name of ['placed', 'already', 'refused']) all[name].push(...(answer[name] ?? []));
    } catch (problem) {
      if (!stopped) all.refused.push({ file: file.name, reason: problem.message });
    }
    sent += file.size;
    bar.value = sent / total;
  }
  box.remove();
  tell(all, stopped);
}

function send(file, progress, started) {
  return new Promise((yes, no) => {
    const request = new XMLHttpRequest();
    started(request);
    request.open('POST', '/api/1/drop?name=' + encodeURIComponent(file.name));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Alice', '1');
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    request.responseType = 'json';
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => (request.status < 300 ? yes(request.response ?? {}) : no(new Error(request.response?.detail ?? `The server responded with status ${request.status}.`)));
    request.onerror = () => no(new Error('The gallery does not respond.'));
    request.onabort = () => no(new Error('Stopped.'));
    request.send(file);
  });
}

function tell({ placed, already, refused }, stopped) {
  const parts = [
    placed.length && `${counted(placed.length, 'file')} added`, already.length && `${counted(already.length, 'file')} already here`,
    refused.length && `${counted(refused.length, 'file')} refused: ${refused[0].reason}`, stopped && 'stopped',
  ].filter(Boolean);
  const show = [...new Set([...placed, ...already])].slice(0, 40).map((id) => id.slice(0, 16));
  toast.show(parts.join(', '), {
    kind: refused.length && !placed.length ? 'bad' : 'good', slot: 'drop',
    ...(show.length ? { action: 'Show', run: () => go({ view: 'grid', q: 'id:' + show.join('|'), at: '' }) } : {}) });
}

/** Lets an asset be dragged into another program as its file. @param {DragEvent} event @param {import('./state.js').Item} item */
export function dragOut(event, item) {
  const data = event.dataTransfer;
  if (!data) return;
  ours = true;
  const url = new URL(fileURL(item.id, { download: true }), location.href).href;
  const asset = loaded(item.id)?.asset;
  const kinds = ['image/jpeg', 'video/mp4', 'audio/mpeg', 'application/octet-stream'];
  const name = asset?.path?.split('/').pop() ?? `${slug(item.prompt)}-${item.id.slice(0, 10)}`;
  data.effectAllowed = 'copyLink';
  data.setData('DownloadURL', `${kinds[item.kind] ?? kinds[3]}:${name.replaceAll(':', '-')}:${url}`);
  data.setData('text/uri-list', new URL(fileURL(item.id), location.href).href);
  data.setData('text/plain', item.prompt);
  if (!asset) load(item.id).catch(() => {});
}

const slug = (text) => text.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').slice(0, 48).replace(/^-|-$/g, '') || 'asset';
