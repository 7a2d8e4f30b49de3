import { describe, expect, it } from 'vitest';
import { NarrowedView, type Viewport } from '../../../src-renderer/canvas/narrowed-view';

/** From 0 to 400 px in the model. */
const box = { x: 0, y: 0, width: 400, height: 100 };
const usual: Viewport = { x: 50, y: 20, zoom: 1 };
const fitted: Viewport = { x: 0, y: 20, zoom: 0.5 };
const smaller: Viewport = { x: 0, y: 20, zoom: 0.25 };
const change = (viewport: Viewport, before: number, width: number, fit = fitted) => ({
  box,
  viewport,
  before,
  width,
  fit: () => fit,
});

describe('a canvas that becomes narrower', () => {
  it('shows the whole model where it did so before', () => {
    // Its right end is at 400 + 50.
    expect(new NarrowedView().follow(change(usual, 500, 300))).toEqual(fitted);
  });

  it('stays as it is where the model still fits, or did not before', () => {
    expect(new NarrowedView().follow(change(usual, 500, 450))).toBeNull();
    expect(new NarrowedView().follow(change(usual, 440, 300))).toBeNull();
    expect(new NarrowedView().follow(change({ ...usual, x: -10 }, 500, 300))).toBeNull();
  });

  it('shows the model as before when it has its width back', () => {
    const view = new NarrowedView();
    view.follow(change(usual, 500, 300));
    expect(view.follow(change(fitted, 300, 200, smaller))).toEqual(smaller);
    expect(view.follow(change(smaller, 200, 300))).toEqual(fitted);
    expect(view.follow(change(fitted, 300, 500))).toEqual(usual);
    // After that it has nothing to give back.
    expect(view.follow(change(usual, 500, 600))).toBeNull();
  });

  it('goes on to fill a canvas that becomes wider than it was before', () => {
    const view = new NarrowedView();
    // A fifth of the width is free, and the zoom is chosen for the rest.
    const fit = (width: number): Viewport => ({ x: width / 10, y: 20, zoom: width / 500 });
    const follow = (viewport: Viewport, before: number, width: number) =>
      view.follow({ ...{ box, viewport, before, width }, fit });
    expect(follow(fit(500), 500, 300)).toEqual(fit(300));
    expect(follow(fit(300), 300, 1000)).toEqual(fit(1000));
  });

  it('leaves alone what was moved or zoomed since', () => {
    const view = new NarrowedView();
    view.follow(change(usual, 500, 300));
    expect(view.follow(change({ ...fitted, x: 30 }, 300, 500))).toBeNull();
  });
});

describe('a canvas that becomes wider', () => {
  const fit = (width: number): Viewport => ({ x: width / 10, y: 20, zoom: width / 500 });
  const follow = (viewport: Viewport) =>
    new NarrowedView().follow({ ...{ box, viewport, before: 500, width: 1000 }, fit });

  it('is filled by a model that filled it before, whatever became of its height', () => {
    expect(follow(fit(500))).toEqual({ x: 100, y: 20, zoom: 2 });
    expect(follow({ ...fit(500), y: -30 })).toEqual(fit(1000));
  });

  it('leaves alone what the user has moved or zoomed', () => {
    expect(follow({ ...fit(500), x: 80 })).toBeNull();
    expect(follow({ ...fit(500), zoom: 1.5 })).toBeNull();
  });
});
