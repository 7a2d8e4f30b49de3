import type { Figure, FigureLayer } from '#chart/figure';
import type { CurveRecipe } from '../curve-recipe';
import type { FigurePage } from './figure-files';

/** A figure as `make_figures.py` reads it. `name`: of its files; `page`: null where these have no picture. */
export function describeForScript(
  { title, columns, series, panels, notes }: Figure,
  { name, page, recipe }: { name: string; page: FigurePage | null; recipe: CurveRecipe | null },
): object {
  const drawn = panels.map((panel) => ({ ...panel, layers: panel.layers.map(withLists) }));
  return { name, title, page, columns, series, panels: drawn, notes, recipe };
}

/** Columns may be typed arrays, which JSON writes as objects. What is not finite becomes null. */
function withLists(layer: FigureLayer): object {
  switch (layer.kind) {
    case 'line':
    case 'points':
      return { ...layer, x: Array.from(layer.x), y: Array.from(layer.y) };
    case 'area':
      return {
        ...layer,
        x: Array.from(layer.x),
        lower: Array.from(layer.lower),
        upper: Array.from(layer.upper),
      };
    case 'rectangles':
    case 'texts':
      return layer;
  }
}
