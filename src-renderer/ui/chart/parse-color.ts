import { packColor } from './raster/bitmap';

const parsed = new Map<string, number>();
let probe: CanvasRenderingContext2D | null = null;

/** The bytes of a colour, which a canvas knows for every colour of CSS. */
export function parseColor(color: string): number {
  const known = parsed.get(color);
  if (known !== undefined) return known;
  probe ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext(
    '2d',
    { willReadFrequently: true },
  );
  if (!probe) return packColor(0, 0, 0);
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  const packed = packColor(red, green, blue);
  parsed.set(color, packed);
  return packed;
}
