import { overlap, type Box } from '#diagram/box-grid';

/** The corners of the canvas, in the order in which a free one is looked for: rows are filled from the left and the top. */
export const corners = ['bottom-right', 'top-right', 'bottom-left', 'top-left'] as const;
export type Corner = (typeof corners)[number];

interface Size {
  width: number;
  height: number;
}

/** Pixels between a panel and the borders of the canvas. */
export const cornerMargin = 10;

/** The box of a panel in a corner of the canvas. */
export function boxAtCorner(corner: Corner, canvas: Size, panel: Size): Box {
  const isRight = corner.endsWith('right');
  const isBottom = corner.startsWith('bottom');
  return {
    x: isRight ? canvas.width - panel.width - cornerMargin : cornerMargin,
    y: isBottom ? canvas.height - panel.height - cornerMargin : cornerMargin,
    ...panel,
  };
}

/** The box of the button that leaves a presentation, at the upper right of a canvas of some width. */
export function leaveButton(width: number): Box {
  const side = 36;
  return {
    x: width - side - cornerMargin,
    y: 0,
    width: side + cornerMargin,
    height: side + cornerMargin,
  };
}

/** The first of some corners in which a panel covers no card; null if there is none. */
export function findFreeCorner(
  cards: readonly Box[],
  canvas: Size,
  panel: Size,
  tried: readonly Corner[] = corners,
): Corner | null {
  const isFree = (corner: Corner): boolean => {
    const box = boxAtCorner(corner, canvas, panel);
    return cards.every((card) => !overlap(card, box));
  };
  return tried.find(isFree) ?? null;
}

/** The corner that is nearest to a place of the canvas. */
export function nearestCorner(x: number, y: number, canvas: Size): Corner {
  return `${y < canvas.height / 2 ? 'top' : 'bottom'}-${x < canvas.width / 2 ? 'left' : 'right'}`;
}
