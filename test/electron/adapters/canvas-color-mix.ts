/** `color-mix(in srgb, rgb(...) p%, transparent)` on a canvas; Chromium has it from version 111 on. */
const mix =
  /^color-mix\(in srgb, rgba?\(([\d.]+), ([\d.]+), ([\d.]+).*\) ([\d.]+)%, transparent\)$/;

function lower(style: unknown): unknown {
  const parts = typeof style === 'string' ? mix.exec(style) : null;
  if (!parts) return style;
  const [, red, green, blue, percent] = parts;
  return `rgba(${red}, ${green}, ${blue}, ${Number(percent) / 100})`;
}

for (const name of ['fillStyle', 'strokeStyle'] as const) {
  const own = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, name);
  if (!own?.set || !own.get) continue;
  const { get, set } = own;
  Object.defineProperty(CanvasRenderingContext2D.prototype, name, {
    ...own,
    get,
    set(style: unknown) {
      set.call(this, lower(style));
    },
  });
}

export {};
