// The panel that generates and varies: the price is on the button before the click.

import { post, thumbURL } from './api.js';
import { allModels, load } from './details.js';
import { h, later, modal, money, shortPrice, counted } from './dom.js';
import { state, itemOf } from './state.js';
import * as toast from './toast.js';

const sizes = { '1:1': 'square', '16:9': 'wide', '9:16': 'tall', '4:3': 'landscape', '3:4': 'portrait', '3:2': '', '2:3': '', '21:9': '', '1024x1024': '', '1536x1024': '' };

/** Opens the panel for a variation of an asset. @param {string} id */
export const vary = (id) => generate({ from: id });

/**
 * Opens the panel with a request filled in.
 * @param {{prompt?: string, model?: string, count?: number, size?: string, seed?: string, negative?: string,
 *   parameters?: object, images?: string[], from?: string|null}} [request]
 */
export async function generate(request = {}) {
  if (!state.capabilities?.generate) { toast.show('This gallery cannot generate: no provider is set up.', { slot: 'generate' }); return; }
  if (document.querySelector('dialog.make')) return;
  const source = request.from ? await load(request.from).then((answer) => answer.asset, () => null) : null;
  const models = await allModels();
  const first = {
    model: localStorage.getItem('alice.model') ?? models[0]?.name ?? '', count: 1, ...request,
    ...(source ? { model: source.model ?? '', prompt: source.prompt ?? '', negative: source.negative_prompt ?? '', parameters: {} } : {}),
  };
  const form = fields(first, models);
  const from = request.from ?? null;
  const images = request.images ?? [];
  const shown = [...(from ? [from] : []), ...images];
  const price = h('p', { class: 'price', role: 'status' });
  const wrong = h('p', { class: 'wrong', role: 'alert' });
  const submit = h('button', { type: 'submit', class: 'primary', text: 'Generate', 'aria-keyshortcuts': 'Control+Enter' });
  /** @type {any} */ let estimate = null;
  let asking = new AbortController();
  let busy = false;
  // Why nothing was sent; a new price must not take it away.
  let refused = false;

  /** The field shows its model as a placeholder while another is looked for. */
  const model = () => form.model.value.trim() || form.model.placeholder;
  const wanted = () => ({
    prompt: form.prompt.value, model: model(), count: Math.max(1, Math.min(64, Number(form.count.value) || 1)),
    size: form.size.value.trim() || null, seed: form.seed.value.trim() || null, negative: form.negative.value.trim() || null,
    parameters: first.parameters ?? {}, images, from });
  const ready = () => Boolean(model() && (form.prompt.value.trim() || images.length || from));
  const label = () => {
    const word = from ? 'Vary' : 'Generate';
    submit.textContent = estimate?.amount ? `${word} · ${shortPrice(estimate.amount)}` : estimate?.unknown ? `${word} · price unknown` : word;
    submit.disabled = busy || !ready();
  };
  const ask = later(250, async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const hint = models.find((one) => one.name === model());
    form.about.textContent = hint ? `${hint.kind}, ${hint.price}` : '';
    if (!ready()) { price.textContent = wrong.textContent = ''; return; }
    try {
      const answer = await post('estimate', { request: wanted() }, { signal });
      estimate = answer;
      price.textContent = answer.sentence ?? left(answer.left);
      if (!refused) wrong.textContent = '';
    } catch (problem) {
      if (signal.aborted) return;
      estimate = null;
      price.textContent = '';
      wrong.textContent = problem.message;
    }
    label();
  });
  // A second click after a lost answer must not pay twice: the key belongs to what is asked for.
  let key = crypto.randomUUID();
  const send = async (event) => {
    event?.preventDefault();
    if (submit.disabled || !estimate) { ask(); return; }
    busy = true;
    label();
    try {
      const { jobs } = await post('generate', { request: wanted(), approved: estimate.amount }, { key });
      localStorage.setItem('alice.model', model());
      dialog.close();
      toast.show(`${counted(jobs.length, 'job')} sent to ${model()}`, { kind: 'good', slot: 'generate', ms: 4_000 });
    } catch (problem) {
      refused = true;
      wrong.textContent = problem.body?.estimate && problem.status === 409 ? `${problem.message} The button shows the new price.` : problem.message;
      if (problem.status === 402 && problem.body?.left) price.textContent = left(problem.body.left);
      if (problem.status === 409) ask();
    }
    busy = false;
    label();
  };
  const body = h('form', { onsubmit: send, oninput: () => { refused = false; estimate = null; key = crypto.randomUUID(); label(); ask(); }, onkeydown: (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event);
  } },
  shown.length ? h('p', { class: 'across' }, ...shown.map((id) => h('img', { class: 'small', src: thumbURL(id, 160, 'visible'), alt: itemOf(id)?.prompt ?? '' })),
    h('span', { class: 'quiet', text: from ? 'The recipe of this one, changed as you like; a new seed unless you give one.' : 'Made from this one.' })) : null,
  ...form.nodes, price, wrong, h('p', { class: 'across end' }, h('span', { class: 'quiet' }, h('kbd', { text: 'Ctrl Enter' })), submit));
  const dialog = modal(from ? 'Vary' : 'Generate', [body], { class: 'make', keep: true });
  dialog.addEventListener('close', () => { asking.abort(); ask.cancel(); });
  form.prompt.focus();
  form.prompt.setSelectionRange(form.prompt.value.length, form.prompt.value.length);
  label();
  ask();
}

const left = (amount) => (amount ? `${money(amount)} left${state.budget?.period ? ` of the ${state.budget.period}'s budget` : ''}` : '');

/** Opens the list of an input; a browser may refuse where no key or click asked for it. @param {any} input */
function pick(input) {
  try { input.showPicker(); } catch { /* The list opens with the arrow key as well. */ }
}

/** The inputs and their labels. */
function fields(first, models) {
  const names = h('datalist', { id: 'model-names' }, ...models.map((one) => h('option', { value: one.name, label: `${one.kind}, ${one.price}` })));
  const list = h('datalist', { id: 'size-names' }, ...Object.entries(sizes).map(([value, label]) => h('option', { value, label: label && `${value}, ${label}` })));
  const model = h('input', { list: 'model-names', value: first.model, maxlength: 200, autocomplete: 'off', spellcheck: 'false' });
  // A browser lists only what the value matches: the field is emptied while it has the focus, so that all are shown.
  model.addEventListener('focus', () => { model.placeholder = model.value; model.value = ''; pick(model); });
  model.addEventListener('blur', () => { model.value ||= model.placeholder; model.placeholder = ''; });
  const prompt = h('textarea', { rows: 5, dir: 'auto' });
  prompt.value = first.prompt ?? '';
  const negative = h('textarea', { rows: 2, dir: 'auto' });
  negative.value = first.negative ?? '';
  const amount = h('input', { type: 'number', min: 1, max: 64, value: first.count ?? 1, inputmode: 'numeric' });
  const size = h('input', { list: 'size-names', value: first.size ?? '', placeholder: 'as the model does', maxlength: 40, autocomplete: 'off' });
  size.addEventListener('focus', () => pick(size));
  const seed = h('input', { value: first.seed ?? '', placeholder: 'random', inputmode: 'numeric', pattern: '[0-9]*', maxlength: 20, autocomplete: 'off' });
  const about = h('small', { class: 'quiet' });
  const field = (words, input, ...more) => h('label', { class: 'field' }, h('span', { text: words }), input, ...more);
  return {
    model, prompt, negative, count: amount, size, seed, about,
    nodes: [field('Model', model, about), names, list, field('Prompt', prompt),
      h('div', { class: 'three' }, field('Count', amount), field('Size', size), field('Seed', seed)),
      h('details', { open: Boolean(first.negative) }, h('summary', { text: 'Negative prompt' }), field('What it should not show', negative))],
  };
}
