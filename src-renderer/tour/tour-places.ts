/** The controls that the tour points at, in the document of the window. */
import { edgeId } from '#spec/model';
import { nodeSize } from '#diagram/layout/geometry';
import { shownCanvas } from '../canvas/canvas-context';
import { goTo } from '../canvas/connect-mode/canvas-focus';
import { editor } from '../editor/editor.svelte';
import type { Rect } from './place-card';
import type { TourPlace } from './tour-progress';

/** The elements at a place; empty where the window does not show it. */
export function findPlace(place: TourPlace): Element[] {
  const find = (selector: string): Element[] => [...document.querySelectorAll(selector)];
  if (place.kind === 'edge' || place.kind === 'values') {
    const id = CSS.escape(place.id);
    const label = find(`[data-edge="${id}"]`);
    // From far away an edge has no label.
    if (label.length === 0) return find(`.svelte-flow__edge[data-id="${id}"]`);
    return place.kind === 'edge' ? label : [...label, ...find(`[data-live-edge="${id}"]`)];
  }
  return find(`[data-tour="${place.kind}"]`);
}

/** The box around a place; null where it is not shown, or is scrolled away or covered. */
export function measurePlace(place: TourPlace): Rect | null {
  const elements = findPlace(place);
  const boxes = elements.map((element) => element.getBoundingClientRect());
  const [first] = boxes;
  if (!first || first.width + first.height === 0) return null;
  const rect = {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
  return isInView(elements, first) ? rect : null;
}

/** What a reader wants to see or to press beside it: the card covers as little of it as it can. */
const obstacles = [
  ...['nav', 'header', '.toolbar', '.svelte-flow__node', '[data-edge]', 'figure.surface'],
  ...[
    '[data-help-row]',
    '[data-tour]',
    '[role="listbox"] > *',
    '.notices > *',
    '[data-help-panel]',
  ],
].join();

export function measureObstacles(): Rect[] {
  return [...document.querySelectorAll(obstacles)].map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  });
}

function isInView(elements: readonly Element[], { left, right, top, bottom }: DOMRect): boolean {
  const [x, y] = [(left + right) / 2, Math.min((top + bottom) / 2, top + 40)];
  const hit = document.elementFromPoint(x, y);
  return elements.some((element) => element.contains(hit) || element instanceof SVGElement);
}

/** Brings a place into view, and gives it the focus. */
export function goToPlace(place: TourPlace): void {
  if (place.kind === 'edge' || place.kind === 'values') return goToEdge(place.id);
  const [element] = findPlace(place);
  element?.scrollIntoView({ block: 'nearest' });
  const control = element?.matches('button')
    ? element
    : element?.querySelector('button:not(:disabled), input:not(:disabled)');
  if (control instanceof HTMLElement) control.focus();
  else if (element instanceof HTMLElement) focusText(element);
}

/** Text has the focus only while the user reads from there on. */
function focusText(element: HTMLElement): void {
  element.tabIndex = -1;
  element.focus();
  element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
}

function goToEdge(id: string): void {
  const edge = editor.spec.model.edges.find((candidate) => edgeId(candidate) === id);
  const ends = edge ? [editor.positions[edge.from], editor.positions[edge.to]] : [];
  const corners = ends.filter((end) => end !== undefined);
  if (!edge || corners.length === 0) return;
  const [left, top] = [
    Math.min(...corners.map(({ x }) => x)),
    Math.min(...corners.map(({ y }) => y)),
  ];
  shownCanvas()?.view.revealBox({
    x: left,
    y: top,
    width: Math.max(...corners.map(({ x }) => x)) + nodeSize.width - left,
    height: Math.max(...corners.map(({ y }) => y)) + nodeSize.height - top,
  });
  goTo({ kind: 'edge', id: edgeId(edge) });
}
