import { describe, expect, it } from 'vitest';
import { MeanPen } from '../../../../../src-renderer/ui/chart/raster/mean-pen';

describe('the mean height of a line in each column', () => {
  it('is that of its middle where it is straight, and NaN where it is not', () => {
    const pen = new MeanPen(6);
    pen.moveTo(1, 10);
    pen.lineTo(5, 18);
    pen.lift();
    expect([...pen.means]).toEqual([NaN, 11, 13, 15, 17, NaN]);
  });

  it('weighs the parts of a column by their width', () => {
    const pen = new MeanPen(1);
    pen.moveTo(0, 4);
    pen.lineTo(0.75, 4);
    pen.lineTo(0.75, 8);
    pen.lineTo(1, 8);
    pen.lift();
    expect(pen.means[0]).toBe(5);
  });

  it('is unknown in the gap between two lines', () => {
    const pen = new MeanPen(4);
    pen.moveTo(0, 1);
    pen.lineTo(1, 1);
    pen.moveTo(3, 2);
    pen.lineTo(4, 2);
    pen.lift();
    expect([...pen.means]).toEqual([1, NaN, NaN, 2]);
  });
});
