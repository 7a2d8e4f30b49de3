import { mount, unmount, type Component } from 'svelte';
import { figures } from '../figures';
import { pictureAddress } from '../pages';
import CopyButton from './CopyButton.svelte';
import Picture from './Picture.svelte';

type Contexts = Map<unknown, unknown>;

/**
 * Completes the elements of a page: tables scroll in themselves, code can be copied, by a button beside it, and the places of pictures get the
 * figure that is drawn live, or else the picture. Returns the function that takes the components away.
 */
export function finishPage(element: HTMLElement, context: Contexts): () => void {
  const mounted: Record<string, unknown>[] = [];
  const add = <Props extends Record<string, unknown>>(
    component: Component<Props>,
    target: Element,
    props: Props,
  ): void => {
    mounted.push(mount(component, { target, props, context }));
  };
  for (const table of element.querySelectorAll('table'))
    makeScrollable(wrap(table, 'table'), 'Table');
  for (const code of element.querySelectorAll('pre')) {
    makeScrollable(code, 'Code');
    add(CopyButton, wrap(code, 'code'), { text: code.textContent ?? '' });
  }
  for (const place of element.querySelectorAll<HTMLElement>('[data-picture]')) {
    const { picture: path = '', alt = '' } = place.dataset;
    const Figure = figures[path];
    if (Figure) {
      place.setAttribute('role', 'group');
      place.setAttribute('aria-label', alt);
      add(Figure, place, {});
    } else add(Picture, place, { address: pictureAddress(path), alt });
  }
  return () => {
    for (const component of mounted) void unmount(component);
  };
}

/** With the focus in it, the arrow keys scroll what the panel is too narrow for. */
function makeScrollable(element: HTMLElement, name: string): void {
  element.tabIndex = 0;
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', name);
}

/** Puts an element into a `div` of a class, in its place. */
function wrap(element: Element, name: string): HTMLElement {
  const around = document.createElement('div');
  around.className = name;
  element.replaceWith(around);
  around.append(element);
  return around;
}
