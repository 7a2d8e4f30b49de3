/// <reference types="vite/client" />
/** The page on which `help-figures.ts` takes the pictures of Help's figures: all of them, one below the other. */
import { mount } from 'svelte';
import '../../../src-renderer/ui/tokens.css';
import '../../../src-renderer/ui/base.css';
import { figures } from '../../../src-renderer/help/figures';

// The styles of the window let nothing scroll but its panels.
for (const element of [document.documentElement, document.body]) {
  element.style.height = 'auto';
  element.style.overflow = 'auto';
}
const width = new URLSearchParams(location.search).get('width') ?? '520';
for (const [path, figure] of Object.entries(figures)) {
  const place = document.createElement('div');
  place.dataset['figure'] = path.replace(/^.*\/|\.png$/g, '');
  place.style.width = `${width}px`;
  document.body.append(place);
  mount(figure, { target: place });
}
