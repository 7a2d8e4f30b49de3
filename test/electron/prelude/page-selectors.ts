/** Polyfill of the selector `:not([inert] *)`, which libraries use. In Chromium 83 no element is inert. */
const without = (selectors: string): string => selectors.replaceAll(':not([inert] *)', '');

for (const holder of [Element.prototype, Document.prototype, DocumentFragment.prototype])
  for (const name of ['matches', 'closest', 'querySelector', 'querySelectorAll'] as const) {
    const own = (holder as unknown as Record<string, unknown>)[name];
    if (typeof own !== 'function') continue;
    Object.defineProperty(holder, name, {
      configurable: true,
      writable: true,
      value(this: unknown, selectors: string) {
        return own.call(this, without(selectors));
      },
    });
  }

export {};
