// The layout of a result, asked of the worker, and a scroller of any height.

/** Last index whose value is at most `value`; 0 if none. @param {ArrayLike<number>} list @param {number} value @param {number} [length] */
export function floorIndex(list, value, length = list.length) {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export class Layout {
  /** @param {any} answer of the worker */
  constructor(answer) {
    /** @type {Uint16Array} */ this.x = answer.x;
    /** @type {Uint16Array} */ this.w = answer.w;
    /** @type {Uint32Array} */ this.rowStart = answer.rowStart;
    /** @type {Float64Array} */ this.rowTop = answer.rowTop;
    /** @type {Uint16Array} */ this.rowHeight = answer.rowHeight;
    /** @type {Float64Array} */ this.dayTop = answer.dayTop;
    /** @type {Uint16Array} */ this.dayX = answer.dayX;
    /** @type {Uint16Array} */ this.dayWidth = answer.dayWidth;
    /** @type {Uint32Array} */ this.dayTiles = answer.dayTiles;
    /** @type {number} */ this.height = answer.height;
    /** @type {number} */ this.ms = answer.ms;
  }
  get rows() { return this.rowTop.length; }
  get days() { return this.dayTop.length; }
  /** The row at a height. @param {number} y */
  rowAt(y) { return floorIndex(this.rowTop, y); }
  /** The row of a tile. @param {number} position */
  rowOf(position) { return floorIndex(this.rowStart, position, this.rows); }
  /** The day at a height: of days side by side the last. @param {number} y */
  dayAt(y) { return floorIndex(this.dayTop, y); }
  /** @param {number} position */
  box(position) {
    const row = this.rowOf(position);
    return { row, x: this.x[position], y: this.rowTop[row] ?? 0, w: this.w[position], h: this.rowHeight[row] ?? 0 };
  }
  /** The tile of a row that is nearest to a horizontal place. @param {number} row @param {number} x */
  nearest(row, x) {
    let best = -1;
    let distance = Infinity;
    for (let tile = this.rowStart[row]; tile < this.rowStart[row + 1]; tile += 1) {
      const away = Math.abs(this.x[tile] + this.w[tile] / 2 - x);
      if (this.w[tile] && away < distance) { best = tile; distance = away; }
    }
    return best;
  }
}

/** Asks the worker for layouts; only the last one asked for counts. */
export class Planner {
  /** @param {(layout: Layout) => void} done */
  constructor(done) {
    const url = new URL('./layout-worker.js', import.meta.url).href;
    const types = /** @type {any} */ (globalThis).trustedTypes;
    const policy = types?.createPolicy('alice', { createScriptURL: (/** @type {string} */ one) => one });
    this.worker = new Worker(policy ? policy.createScriptURL(url) : url);
    this.seq = 0;
    this.worker.onmessage = ({ data }) => { if (data.seq === this.seq) done(new Layout(data)); };
  }
  /** @param {{width: number, target: number, gap: number, head: number}} shape @param {Set<number>} gone @param {{ratios: Uint8Array, days: Int32Array}} [facts] */
  ask(shape, gone, facts) {
    this.seq += 1;
    this.worker.postMessage({ seq: this.seq, shape, gone, ...facts });
  }
}

/** Browsers clamp the height of an element at 33,554,432 px (Firefox at about 17.9 million). */
const cap = 15_000_000;
/** Near both ends one pixel of the scroll bar is one pixel of the result, so that the ends are exact. */
const exact = 1_000_000;

/**
 * A scroller of any height. Up to the cap the browser's own; above it only the scroll bar is scaled: the wheel, keys
 * and fingers move pixel by pixel, and `offset` is what a place in the result is moved by to be near the scroll position.
 */
export class Scroller {
  /** @param {HTMLElement} element @param {HTMLElement} spacer @param {() => void} moved */
  constructor(element, spacer, moved) {
    this.element = element;
    this.spacer = spacer;
    this.moved = moved;
    this.height = 0;
    this.offset = 0;
    this.last = element.scrollTop;
    /** The measured height of the view; reading it anew would force a layout in every frame. */
    this.view = element.clientHeight;
    new ResizeObserver(() => { this.view = element.clientHeight; }).observe(element);
    element.addEventListener('scroll', () => this.scrolled(), { passive: true });
    element.addEventListener('scrollend', () => this.settle());
  }
  get max() { return Math.max(0, this.height - this.view); }
  get y() { return Math.max(0, Math.min(this.max, this.last + this.offset)); }
  get scaled() { return this.height > cap; }

  /** Takes a new height; the place is the caller's to set. @param {number} height */
  measure(height) {
    this.height = height;
    this.spacer.style.height = Math.min(height, cap) + 'px';
  }
  /** @param {number} y */
  to(y) {
    const target = Math.round(Math.max(0, Math.min(this.max, y)));
    const bar = this.barOf(target);
    if (bar !== this.last) this.element.scrollTop = bar;
    this.last = bar;
    this.offset = target - bar;
    this.moved();
  }
  scrolled() {
    const top = this.element.scrollTop;
    if (this.scaled && Math.abs(top - this.last) > this.view * 4) this.offset = this.placeOf(top) - top;
    this.last = top;
    this.moved();
  }
  /** Brings the scroll bar back to where the place belongs after moving pixel by pixel. */
  settle() {
    if (this.scaled && Math.abs(this.barOf(this.y) - this.last) > 1) this.to(this.y);
  }
  /** @param {number} y */
  barOf(y) {
    if (!this.scaled) return y;
    const bar = cap - this.view;
    if (y <= exact) return y;
    if (y >= this.max - exact) return bar - (this.max - y);
    return Math.round(exact + (y - exact) * ((bar - 2 * exact) / (this.max - 2 * exact)));
  }
  /** @param {number} top */
  placeOf(top) {
    if (!this.scaled) return top;
    const bar = cap - this.view;
    if (top <= exact) return top;
    if (top >= bar - exact) return this.max - (bar - top);
    return Math.round(exact + (top - exact) * ((this.max - 2 * exact) / (bar - 2 * exact)));
  }
}
