import { toValue, type AxisMap, type PlotGeometry } from '#chart/axes/axis-map';
import type { Bounds } from '#chart/axes/axis-bounds';
import type { ChartView, Gesture } from './chart-view.svelte';
import { panBounds, wheelFactor } from './zoom';

interface Place {
  x: number;
  y: number;
}

/** A drag with the pointer: what it changes, where it began, and the axes at that time. */
interface Drag {
  kind: Gesture;
  start: Place;
  geometry: PlotGeometry;
  isMoved: boolean;
}

/** Shorter movements are clicks. */
const dragThreshold = 5;
/** A turn of the wheel is over when no more follows within this time. */
const wheelPauseMs = 160;

const boundsOf = (map: AxisMap, from: number, to: number): Bounds => ({
  min: toValue(map, from),
  max: toValue(map, to),
});

/**
 * The pointer and the wheel over a chart. In the plot: moving points at lines, a click pins the crosshair, dragging
 * selects a range, with Shift it pans, the wheel with Ctrl or Cmd zooms (as a pinch does), a double-click shows all.
 * On the y axis: dragging moves its limits, the wheel zooms them, a double-click resets them.
 */
export class ChartGestures {
  readonly #element: HTMLElement;
  readonly #view: ChartView;
  #drag: Drag | null = null;
  #frame = 0;
  #wheelTimer: ReturnType<typeof setTimeout> | null = null;
  /** The pointer was moved onto the y axis: it did not get there because the page scrolled. */
  #isOnAxis = false;

  constructor(element: HTMLElement, view: ChartView) {
    this.#element = element;
    this.#view = view;
  }

  /** Listens until the function that it returns is called. */
  attach(): () => void {
    const listeners: [string, (event: never) => void][] = [
      ['pointerdown', this.#onDown],
      ['pointermove', this.#onMove],
      ['pointerup', this.#onUp],
      ['pointercancel', this.#onCancel],
      ['pointerleave', this.#onLeave],
      ['dblclick', this.#onDoubleClick],
      ['wheel', this.#onWheel],
    ];
    for (const [type, listener] of listeners)
      this.#element.addEventListener(type, listener as EventListener, { passive: false });
    return () => {
      for (const [type, listener] of listeners)
        this.#element.removeEventListener(type, listener as EventListener);
      cancelAnimationFrame(this.#frame);
      if (this.#wheelTimer !== null) clearTimeout(this.#wheelTimer);
    };
  }

  /** Where an event is, in pixels of the canvas, which differ from those of the screen where the page is zoomed. */
  #placeOf(event: MouseEvent): Place {
    const { left, top, width } = this.#element.getBoundingClientRect();
    const ratio = width > 0 ? this.#element.offsetWidth / width : 1;
    return { x: (event.clientX - left) * ratio, y: (event.clientY - top) * ratio };
  }

  #isAxis({ x, y }: Place): boolean {
    const { geometry } = this.#view;
    return geometry !== null && x < geometry.left - 1 && y > geometry.top && y < geometry.bottom;
  }

  #isPlot({ x }: Place): boolean {
    const { geometry } = this.#view;
    return geometry !== null && x >= geometry.left - 1 && x <= geometry.right + 4;
  }

  readonly #onDown = (event: PointerEvent): void => {
    const { geometry } = this.#view;
    const start = this.#placeOf(event);
    if (event.button !== 0 || !geometry || this.#view.isEmpty) return;
    if (!this.#isAxis(start) && !this.#isPlot(start)) return;
    const kind = this.#isAxis(start) ? 'limits' : event.shiftKey ? 'pan' : 'select';
    this.#drag = { kind, start, geometry, isMoved: false };
    this.#element.setPointerCapture(event.pointerId);
  };

  readonly #onMove = (event: PointerEvent): void => {
    const place = this.#placeOf(event);
    if (event.movementX !== 0 || event.movementY !== 0) this.#isOnAxis = this.#isAxis(place);
    this.#view.region = this.#drag?.kind ?? (this.#isAxis(place) ? 'limits' : 'select');
    // Several movements of one frame are one.
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#view.hasPointer = true;
      if (this.#drag) this.#dragTo(this.#drag, place);
      // While something is dragged, values at the pointer would only distract, in all charts.
      if (this.#isPlot(place) && !this.#drag?.isMoved) this.#view.pointer.pointAt(place);
      else this.#view.pointer.leave();
    });
  };

  #dragTo(drag: Drag, place: Place): void {
    const { start, geometry } = drag;
    const [dx, dy] = [place.x - start.x, place.y - start.y];
    drag.isMoved ||= Math.abs(drag.kind === 'limits' ? dy : dx) > dragThreshold;
    if (!drag.isMoved) return;
    const { left, right, top, bottom } = geometry;
    switch (drag.kind) {
      case 'select': {
        const [from, to] = [start.x, place.x].sort((a, b) => a - b);
        this.#view.selection = {
          from: Math.max(left, from ?? left),
          to: Math.min(right, to ?? right),
        };
        break;
      }
      case 'pan':
        this.#view.previewX(panBounds(boundsOf(geometry.x, left, right), geometry.x, dx));
        break;
      case 'limits':
        this.#view.previewY(panBounds(boundsOf(geometry.y, bottom, top), geometry.y, dy));
    }
  }

  readonly #onUp = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (!drag) return;
    cancelAnimationFrame(this.#frame);
    const place = this.#placeOf(event);
    this.#dragTo(drag, place);
    this.#drag = null;
    const { selection } = this.#view;
    this.#view.selection = null;
    if (!drag.isMoved) {
      if (drag.kind === 'select') this.#click(place);
      return;
    }
    if (drag.kind !== 'select') this.#view.commit();
    else if (selection && selection.to > selection.from) {
      const { min, max } = boundsOf(drag.geometry.x, selection.from, selection.to);
      this.#view.setRange({ from: min, to: max });
    }
  };

  #click(place: Place): void {
    this.#view.pointer.pointAt(place);
    this.#view.pointer.togglePin();
    this.#view.pointer.pointAt(place);
  }

  readonly #onCancel = (): void => {
    this.#drag = null;
    this.#view.cancel();
  };

  readonly #onLeave = (): void => {
    this.#isOnAxis = false;
    cancelAnimationFrame(this.#frame);
    this.#view.hasPointer = false;
    this.#view.pointer.leave();
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    if (this.#isAxis(this.#placeOf(event))) this.#view.setLimits(null);
    else this.#view.setRange(null);
  };

  readonly #onWheel = (event: WheelEvent): void => {
    const { geometry } = this.#view;
    const place = this.#placeOf(event);
    const isAxis = this.#isAxis(place) && (this.#isOnAxis || event.ctrlKey || event.metaKey);
    const isZoom = isAxis || ((event.ctrlKey || event.metaKey) && this.#isPlot(place));
    if (!geometry || !isZoom || this.#view.isEmpty) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = wheelFactor(event.deltaY * pixels);
    if (isAxis) this.#view.zoomY(factor, place.y);
    else this.#view.zoomX(factor, place.x);
    if (this.#wheelTimer !== null) clearTimeout(this.#wheelTimer);
    this.#wheelTimer = setTimeout(() => this.#view.commit(), wheelPauseMs);
  };
}
