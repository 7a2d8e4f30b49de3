/** Moves the focus between the cards of a grid of several rows, by the arrow keys, Home and End. */
export function moveInGrid(cards: readonly HTMLElement[], key: string): boolean {
  const at = cards.findIndex((card) => card === document.activeElement);
  if (at < 0) return false;
  const boxes = cards.map((card) => card.getBoundingClientRect());
  const next = findNext(boxes, at, key);
  if (next === null) return false;
  cards[next]?.focus();
  cards[next]?.scrollIntoView({ block: 'nearest' });
  return true;
}

interface Place {
  left: number;
  top: number;
}

/** The card that a key leads to from the one `at`; null where the key has no meaning. */
export function findNext(places: readonly Place[], at: number, key: string): number | null {
  const last = places.length - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, at + 1);
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowDown':
      return findInNextRow(places, at, 1);
    case 'ArrowUp':
      return findInNextRow(places, at, -1);
    default:
      return null;
  }
}

/** The nearest card of the row below (1) or above (-1); the card itself where there is none. */
function findInNextRow(places: readonly Place[], at: number, direction: 1 | -1): number {
  const from = places[at];
  if (!from) return at;
  const beyond = places.filter(({ top }) => direction * (top - from.top) > 1);
  const row = Math.min(...beyond.map(({ top }) => direction * top));
  const inRow = beyond.filter(({ top }) => direction * top - row < 1);
  const distance = ({ left }: Place): number => Math.abs(left - from.left);
  const nearest = inRow.reduce<Place | null>(
    (best, place) => (best === null || distance(place) < distance(best) ? place : best),
    null,
  );
  return nearest === null ? at : places.indexOf(nearest);
}
