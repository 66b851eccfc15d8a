// One zoom and one centre for any number of panes, so that several pictures stay locked to each other.

/** @typedef {{frame: HTMLElement, picture: HTMLElement, width: number, height: number, pad?: number}} Pane */

const most = 8;

export class Zoom {
  /** @type {Pane[]} */ panes = [];
  /** The enlargement over "fits its frame". */
  factor = 1;
  /** The point of the picture, 0…1, that is in the middle of its frame. */
  x = 0.5;
  y = 0.5;

  /** @param {{changed?: (zoom: Zoom) => void, swipe?: (direction: number) => void}} [hooks] */
  constructor(hooks = {}) {
    this.hooks = hooks;
    // Sizes are kept, because to read one after a change of the page makes the browser lay it out at once.
    this.sizes = new Map();
    this.resize = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) this.sizes.set(target, { width: contentRect.width, height: contentRect.height });
      this.draw();
    });
    this.pointers = new Map();
  }

  /** @param {Pane[]} panes @param {boolean} [keep] whether enlargement and centre stay */
  show(panes, keep = false) {
    const old = this.panes.map((pane) => pane.frame);
    const frames = panes.map((pane) => pane.frame);
    for (const frame of old) if (!frames.includes(frame)) { this.resize.unobserve(frame); this.sizes.delete(frame); }
    this.panes = panes;
    if (!keep) this.reset();
    for (const frame of frames) if (!old.includes(frame)) this.resize.observe(frame);
    this.draw();
  }

  reset() {
    this.factor = 1;
    this.x = 0.5;
    this.y = 0.5;
  }

  /** @param {HTMLElement} frame @returns {{width: number, height: number}} */
  size(frame) {
    if (!this.sizes.has(frame)) this.sizes.set(frame, { width: frame.clientWidth, height: frame.clientHeight });
    return this.sizes.get(frame);
  }

  /** Pixels of the screen per pixel of the picture when it fits its frame. @param {Pane} pane */
  fit(pane) {
    const pad = pane.pad ?? 0;
    const { width, height } = this.size(pane.frame);
    const fits = Math.min((width - 2 * pad) / pane.width, (height - 2 * pad) / pane.height);
    const whole = 1 / devicePixelRatio;
    // A picture that nearly fits at its own size is shown at it, because resampling would only blur it.
    return fits > whole && fits < 1.15 * whole ? whole : Math.max(0.001, Math.min(fits, 4));
  }

  /** CSS pixels per pixel of the picture now. @param {Pane} [pane] */
  scale(pane = this.panes[0]) {
    return pane ? this.fit(pane) * this.factor : 1;
  }

  /** Enlargement in percent of the picture's own pixels. */
  get percent() {
    return Math.round(this.scale() * devicePixelRatio * 100);
  }

  get zoomed() {
    return this.factor > 1.001;
  }

  /** The factor at which a pixel of the first picture is a pixel of the screen. */
  get whole() {
    return this.panes[0] ? 1 / devicePixelRatio / this.fit(this.panes[0]) : 1;
  }

  /**
   * Sets the enlargement and keeps what is under the point where it is.
   * @param {number} factor
   * @param {{pane: Pane, x: number, y: number}} [at] a point in pixels from the middle of the pane's frame
   */
  to(factor, at) {
    const pane = at?.pane ?? this.panes[0];
    if (!pane) return;
    const next = Math.max(Math.min(1, this.whole), Math.min(Math.max(most * this.whole, 1), factor));
    if (at) {
      const now = this.scale(pane);
      const then = this.fit(pane) * next;
      this.x += (at.x / pane.width) * (1 / now - 1 / then);
      this.y += (at.y / pane.height) * (1 / now - 1 / then);
    }
    this.factor = next;
    this.draw();
  }

  /** @param {number} direction */
  step(direction) {
    this.to(this.factor * (direction > 0 ? 1.5 : 1 / 1.5));
  }

  /** Between "fits" and one pixel for one pixel. @param {{pane: Pane, x: number, y: number}} [at] */
  toggle(at) {
    if (Math.abs(this.factor - 1) > 0.001) { this.reset(); this.draw(); return; }
    this.to(Math.abs(this.whole - 1) < 0.01 ? 2 : this.whole, at);
  }

  /** Moves the view by pixels of the screen. @param {number} right @param {number} down */
  pan(right, down, pane = this.panes[0]) {
    if (!pane) return;
    const scale = this.scale(pane);
    this.x += right / (pane.width * scale);
    this.y += down / (pane.height * scale);
    this.draw();
  }

  draw() {
    const first = this.panes[0];
    if (!first) return;
    const half = (frame, size) => Math.min(0.5, frame / 2 / size);
    const bound = (value, edge) => Math.max(edge, Math.min(1 - edge, value));
    const scale = this.scale(first);
    const frame = this.size(first.frame);
    this.x = bound(this.x, half(frame.width, first.width * scale));
    this.y = bound(this.y, half(frame.height, first.height * scale));
    for (const pane of this.panes) {
      const s = this.scale(pane);
      const { width, height } = this.size(pane.frame);
      const left = width / 2 - this.x * pane.width * s;
      const top = height / 2 - this.y * pane.height * s;
      const style = pane.picture.style;
      style.width = `${pane.width * s}px`;
      style.height = `${pane.height * s}px`;
      style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
      pane.picture.classList.toggle('pixels', s * devicePixelRatio >= 3);
      pane.frame.classList.toggle('zoomed', this.zoomed);
      // Captions and the focus ring keep to what is seen of the picture.
      pane.frame.style.setProperty('--side', `${Math.max(0, Math.round(left))}px`);
      pane.frame.style.setProperty('--top', `${Math.max(0, Math.round(top))}px`);
    }
    this.hooks.changed?.(this);
  }

  /** Listens to pointer and wheel on a pane's frame. @param {HTMLElement} frame */
  attach(frame) {
    const pane = () => this.panes.find((one) => one.frame === frame);
    const point = (event) => {
      const box = frame.getBoundingClientRect();
      const now = pane();
      return now && { pane: now, x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
    };
    frame.addEventListener('wheel', (event) => {
      const at = point(event);
      if (!at) return;
      event.preventDefault();
      if (this.zoomed && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))) {
        this.pan(event.deltaX || event.deltaY, event.deltaX ? event.deltaY : 0, at.pane);
        return;
      }
      const lines = event.deltaMode === 1 ? 16 : 1;
      this.to(this.factor * Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0022)), at);
    }, { passive: false });
    frame.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || event.target.closest('button, a, input, video, audio')) return;
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, startX: event.clientX, startY: event.clientY });
      if (this.pointers.size === 2) this.spread = { distance: this.distance(), factor: this.factor };
      if (this.zoomed || event.pointerType === 'touch') frame.setPointerCapture(event.pointerId);
    });
    frame.addEventListener('pointermove', (event) => {
      const last = this.pointers.get(event.pointerId);
      if (!last) return;
      const moved = { x: event.clientX - last.x, y: event.clientY - last.y };
      Object.assign(last, { x: event.clientX, y: event.clientY });
      if (this.pointers.size === 2) {
        const middle = [...this.pointers.values()].reduce((sum, one) => ({ clientX: sum.clientX + one.x / 2, clientY: sum.clientY + one.y / 2 }), { clientX: 0, clientY: 0 });
        this.to(this.spread.factor * (this.distance() / this.spread.distance), point(middle));
      } else if (this.zoomed) {
        frame.classList.add('moving');
        this.pan(-moved.x, -moved.y, pane());
      }
    });
    const end = (event) => {
      const last = this.pointers.get(event.pointerId);
      const alone = this.pointers.size === 1;
      this.pointers.delete(event.pointerId);
      frame.classList.remove('moving');
      if (!last || !alone || event.type === 'pointercancel') { if (this.pointers.size === 0) this.spread = null; return; }
      const across = event.clientX - last.startX;
      const down = event.clientY - last.startY;
      const pinched = this.spread;
      this.spread = null;
      if (pinched) return;
      if (Math.hypot(across, down) < 5) this.toggle(point(event));
      else if (!this.zoomed && event.pointerType === 'touch' && Math.abs(across) > 50 && Math.abs(across) > 2 * Math.abs(down)) {
        this.hooks.swipe?.(across < 0 ? 1 : -1);
      }
    };
    frame.addEventListener('pointerup', end);
    frame.addEventListener('pointercancel', end);
  }

  distance() {
    const [one, other] = [...this.pointers.values()];
    return Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
  }
}
