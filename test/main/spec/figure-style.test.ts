import { describe, expect, it } from 'vitest';
import {
  columnWidths,
  figurePresets,
  figureStyleChoiceSchema,
  figureStyleSchema,
  resolveFigureStyle,
} from '#spec/figure-style';

describe('the style of a figure', () => {
  it('is that of the name with what differs from it', () => {
    const style = resolveFigureStyle({
      preset: 'paper',
      width: columnWidths.ieee,
      fontSize: undefined,
    });
    expect(style).toEqual({ ...figurePresets.paper, width: 252 });
    expect(resolveFigureStyle()).toEqual(figurePresets.screen);
  });

  it('is valid under every name', () => {
    for (const preset of Object.values(figurePresets))
      expect(figureStyleSchema.parse(preset)).toEqual(preset);
  });

  it('refuses sizes that nobody can mean', () => {
    expect(figureStyleChoiceSchema.safeParse({ width: 10 }).success).toBe(false);
    expect(figureStyleChoiceSchema.safeParse({ preset: 'poster' }).success).toBe(false);
    expect(figureStyleChoiceSchema.safeParse({ preset: 'talk', height: null }).success).toBe(true);
  });
});
