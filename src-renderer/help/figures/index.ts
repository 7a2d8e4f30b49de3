import type { Component } from 'svelte';
import { figureContents, type Panel } from './figure-contents';
import HelpFigure from './HelpFigure.svelte';

/** A component is a function of where it stands and its properties: here of a figure without any. */
const drawing =
  (panels: readonly Panel[]): Component =>
  (place) =>
    HelpFigure(place, { panels });

/** What draws a picture of a page in the theme of the window, by the address of the picture in the page. */
export const figures: Record<string, Component> = Object.fromEntries(
  Object.entries(figureContents).map(([name, panels]) => [
    `images/figures/${name}.png`,
    drawing(panels),
  ]),
);
