// Justified rows of all tiles of a result, exactly, off the main thread.

/** @type {Uint8Array} */ let ratios = new Uint8Array(0);
/** Pairs of day and tiles. @type {Int32Array} */ let days = new Int32Array(0);
/** @type {Set<number>} */ let gone = new Set();

/** How wide each ratio byte is per unit of height; extreme shapes are cropped. */
const aspects = Float64Array.from({ length: 256 }, (_, byte) => Math.max(0.4, byte / 64));
const dayGap = 24;
/** The room above the first row where no day has a heading. */
const margin = 12;
const narrowestDay = 176;
/** Days of more tiles than this take the row height as it is. */
const manyTiles = 200;

/**
 * @typedef {{width: number, target: number, gap: number, head: number}} Shape
 */

class Builder {
  /** @param {number} tiles @param {number} days @param {Shape} shape */
  constructor(tiles, days, shape) {
    this.shape = shape;
    this.x = new Uint16Array(tiles);
    this.w = new Uint16Array(tiles);
    this.rowStart = new Uint32Array(tiles + 1);
    this.rowTop = new Float64Array(tiles);
    this.rowHeight = new Uint16Array(tiles);
    this.dayTop = new Float64Array(days);
    this.dayX = new Uint16Array(days);
    this.dayWidth = new Uint16Array(days);
    this.dayTiles = new Uint32Array(days);
    this.rows = 0;
    this.y = 0;
    /** Where the next short day may begin in the last row; 0 if that row is full. */
    this.free = 0;
  }

  /** Sets tiles [from, to) side by side. @param {number} from @param {number} to @param {number} height @param {number} left @param {number} right 0 if the row is not stretched */
  row(from, to, height, left, right) {
    const { gap } = this.shape;
    let at = left;
    let last = from;
    for (let tile = from; tile < to; tile += 1) {
      if (gone.size && gone.has(tile)) continue;
      const begin = Math.round(at);
      at += aspects[ratios[tile]] * height + gap;
      this.x[tile] = begin;
      this.w[tile] = Math.max(1, Math.round(at) - gap - begin);
      last = tile;
    }
    if (right) this.w[last] = Math.max(1, right - this.x[last]);
    return Math.round(at) - gap;
  }

  /** @param {number} start @param {number} height */
  open(start, height) {
    this.rowStart[this.rows] = start;
    this.rowTop[this.rows] = this.y;
    this.rowHeight[this.rows] = Math.round(height);
    this.rows += 1;
    this.y += Math.round(height) + this.shape.gap;
  }

  /** Sets one day's tiles, or all tiles where there are no days. @param {number} day @param {number} from @param {number} to */
  add(day, from, to) {
    const { width, target, gap, head } = this.shape;
    let count = 0;
    let sum = 0;
    for (let tile = from; tile < to && (day < 0 || sum * target < width); tile += 1) {
      if (gone.size && gone.has(tile)) continue;
      count += 1;
      sum += aspects[ratios[tile]];
    }
    if (day >= 0) {
      const natural = sum * target + gap * (count - 1);
      if (this.free && count && this.free + Math.max(natural, narrowestDay) <= width) return this.join(day, from, to);
      if (count) this.y += head;
      this.dayTop[day] = this.y - head;
      this.dayWidth[day] = width;
    }
    this.fill(day, from, to);
  }

  /** Sets a short day into the row of the day before. @param {number} day @param {number} from @param {number} to */
  join(day, from, to) {
    const row = this.rows - 1;
    const end = this.row(from, to, this.rowHeight[row], this.free, 0);
    this.dayTop[day] = this.rowTop[row] - this.shape.head;
    this.dayX[day] = this.free;
    this.dayWidth[day] = Math.max(end - this.free, narrowestDay);
    this.free = Math.max(end, this.free + narrowestDay) + dayGap;
  }

  /** Breaks tiles [from, to) into rows: calls `row` for each full row, and returns what is left over. @param {number} from @param {number} to @param {number} target @param {((start: number, end: number, height: number) => void)|null} row */
  breaks(from, to, target, row) {
    const { width, gap } = this.shape;
    let start = from;
    let count = 0;
    let sum = 0;
    let full = 0;
    for (let tile = from; tile < to; tile += 1) {
      if (gone.size && gone.has(tile)) continue;
      const aspect = aspects[ratios[tile]];
      const fit = (width - gap * count) / (sum + aspect);
      if (fit > target) { count += 1; sum += aspect; continue; }
      const without = count ? (width - gap * (count - 1)) / sum : Infinity;
      full += 1;
      if (without - target < target - fit) {
        row?.(start, tile, without);
        start = tile; count = 1; sum = aspect;
        if (aspect * target < width) continue;
        full += 1;
      }
      row?.(start, tile + 1, start === tile ? width / aspect : fit);
      start = tile + 1; count = 0; sum = 0;
    }
    return { start, count, sum, full, part: count ? (sum * target + gap * (count - 1)) / width : 1 };
  }

  /** The row height near the wished one that leaves the fewest tiles alone in the last row. @param {number} from @param {number} to */
  suited(from, to) {
    const { target } = this.shape;
    if (to - from > manyTiles) return target;
    let best = target;
    let bestPart = 0;
    for (const factor of [1, 0.94, 1.06, 0.88, 1.12]) {
      const { full, part } = this.breaks(from, to, target * factor, null);
      if (full === 0 || part > 0.6) return full === 0 ? best : target * factor;
      if (part > bestPart) { best = target * factor; bestPart = part; }
    }
    return best;
  }

  /** @param {number} day @param {number} from @param {number} to */
  fill(day, from, to) {
    const { width, gap } = this.shape;
    const first = this.rows;
    const target = this.suited(from, to);
    const rest = this.breaks(from, to, target, (start, end, height) => {
      this.open(start, height);
      this.row(start, end, height, 0, width);
    });
    this.free = 0;
    if (!rest.count) return;
    const fit = (width - gap * (rest.count - 1)) / rest.sum;
    const full = fit < target * 1.12;
    this.open(rest.start, full ? fit : target);
    const end = this.row(rest.start, to, full ? fit : target, 0, full ? width : 0);
    if (day >= 0 && !full && this.rows === first + 1) {
      this.dayWidth[day] = Math.max(end, narrowestDay);
      this.free = this.dayWidth[day] + dayGap;
    }
  }
}

/** @param {Shape} shape */
function lay(shape) {
  const builder = new Builder(ratios.length, days.length / 2, shape);
  if (days.length === 0) {
    builder.y = margin;
    builder.add(-1, 0, ratios.length);
  }
  let from = 0;
  for (let day = 0; day * 2 < days.length; day += 1) {
    const to = Math.min(from + days[day * 2 + 1], ratios.length);
    builder.dayTiles[day] = to - from;
    builder.add(day, from, to);
    from = to;
  }
  if (days.length && from < ratios.length) builder.fill(-1, from, ratios.length);
  for (const tile of gone) {
    const day = days.length ? dayOf(tile) : -1;
    if (day >= 0) builder.dayTiles[day] -= 1;
  }
  const { rows } = builder;
  builder.rowStart[rows] = ratios.length;
  return { x: builder.x, w: builder.w, rowStart: builder.rowStart.slice(0, rows + 1), rowTop: builder.rowTop.slice(0, rows),
    rowHeight: builder.rowHeight.slice(0, rows), dayTop: builder.dayTop, dayX: builder.dayX, dayWidth: builder.dayWidth,
    dayTiles: builder.dayTiles, height: Math.max(0, builder.y - shape.gap) };
}

/** @param {number} tile */
function dayOf(tile) {
  let from = 0;
  for (let day = 0; day * 2 < days.length; day += 1) {
    from += days[day * 2 + 1];
    if (tile < from) return day;
  }
  return -1;
}

addEventListener('message', ({ data }) => {
  if (data.ratios) {
    ratios = data.ratios;
    days = data.days;
  }
  gone = data.gone;
  const begun = performance.now();
  const done = lay(data.shape);
  const answer = { ...done, seq: data.seq, shape: data.shape, ms: performance.now() - begun };
  postMessage(answer, /** @type {any} */ (Object.values(done).filter((one) => typeof one === 'object').map((one) => one.buffer)));
});
