// A picture on the stage in layers: its colour, 320, 1280, and the original when the zoom asks for it.

import { get, fileURL, thumbURL } from './api.js';
import { load } from './details.js';
import { h, tint } from './dom.js';
import { card } from './player.js';

/** Pictures of 1280 pixels that are decoded or being decoded, newest last. @type {Map<string, any>} */
const decoded = new Map();

/** The 1280 pixel thumbnail of an asset as a node that is being decoded. @param {string} id @param {'visible'|'near'} priority */
export function decode(id, priority) {
  const kept = decoded.get(id);
  if (kept) return kept;
  const image = h('img', { alt: '', decoding: 'async', fetchpriority: priority === 'visible' ? 'high' : 'low', src: thumbURL(id, 1280, priority) });
  image.ready = image.decode().then(() => true, () => false);
  decoded.set(id, image);
  if (decoded.size > 6) decoded.delete([...decoded.keys()].find((one) => !decoded.get(one).isConnected));
  return image;
}

export function forgetDecoded() { decoded.clear(); }

export class Still {
  live = true;

  /**
   * Fills the stage; `veil` is called before the picture is seen.
   * @param {import('./state.js').Item} one @param {HTMLElement} stage @param {import('./zoom.js').Zoom} zoom
   * @param {(still: Still) => void} veil
   */
  constructor(one, stage, zoom, veil) {
    this.id = one.id;
    this.stage = stage;
    this.zoom = zoom;
    this.picture = h('div', { class: 'shot', role: 'img', 'aria-label': one.prompt || 'No prompt' });
    const wide = one.ratio >= 64;
    this.pane = { frame: stage, picture: this.picture, pad: innerWidth < 700 ? 0 : 24,
      width: wide ? 1280 : (1280 * one.ratio) / 64, height: wide ? (1280 * 64) / one.ratio : 1280 };
    tint(this.picture, one.color);
    const middle = decode(this.id, 'visible');
    if (!middle.complete) this.picture.append(h('img', { alt: '', src: thumbURL(this.id, 320, 'visible') }));
    this.picture.append(middle);
    stage.replaceChildren(this.picture);
    veil(this);
    zoom.show([this.pane]);
    this.layer(middle);
    load(this.id).then(({ asset }) => this.measure(asset), () => {});
  }

  end() { this.live = false; }

  /** Takes the smaller layers away when the thumbnail is decoded. @param {any} middle */
  async layer(middle) {
    const good = await middle.ready;
    if (!this.live) return;
    const { children } = this.picture;
    if (good) {
      this.picture.replaceChildren(...[...children].slice([...children].indexOf(middle)));
      tint(this.picture);
      return;
    }
    const why = await get('thumb/' + this.id + '/1280').then(() => null, (problem) => problem);
    if (this.live) this.missing(why);
  }

  /** Takes the pixels of the file; a file may be stored turned. @param {any} asset */
  measure({ width, height, format }) {
    if (!this.live || !width || !height) return;
    const { pane } = this;
    const turned = (width > height) !== (pane.width > pane.height) && width !== height;
    pane.width = turned ? height : width;
    pane.height = turned ? width : height;
    if (format === 'gif') this.original();
    this.zoom.draw();
  }

  /** The colour of the picture while nothing of it is decoded. @param {number|undefined} color */
  tint(color) { if (!decoded.get(this.id)?.complete) tint(this.picture, color); }

  /** Puts the file itself over the thumbnail. */
  original() {
    const shot = this.picture;
    if (shot.dataset.whole) return;
    shot.dataset.whole = 'asked';
    const image = h('img', { alt: '', src: fileURL(this.id) });
    image.decode().then(() => { if (shot.isConnected) shot.replaceChildren(image); }, () => {});
  }

  zoomed() {
    const edge = Math.max(this.pane.width, this.pane.height) * this.zoom.scale() * devicePixelRatio;
    if (this.zoom.zoomed && edge > 1_300) this.original();
  }

  /** @param {any} why */
  missing(why) {
    this.end();
    this.zoom.show([]);
    const needs = why?.body?.needs;
    this.stage.replaceChildren(card(needs ? `A preview needs ${needs}` : 'No preview',
      why ? why.detail + (needs ? ` Install ${needs} and reload the page.` : '') : 'The picture could not be decoded.', this.id));
  }
}
