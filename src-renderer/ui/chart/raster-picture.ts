import { Bitmap } from './raster/bitmap';

/** A picture in memory that can be drawn on a canvas. */
export class Picture {
  readonly bitmap: Bitmap;
  readonly #image: ImageData;
  readonly #pixels: Uint32Array;
  readonly #context: CanvasRenderingContext2D | null;

  constructor(width: number, height: number) {
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.bitmap = new Bitmap(width, height);
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    this.#context = canvas.getContext('2d');
  }

  /** Draws it over what is on the canvas. It is empty afterwards. */
  drawOn(context: CanvasRenderingContext2D, left: number, top: number): void {
    const { bitmap } = this;
    const { width, firstRow, endRow } = bitmap;
    const rows = endRow - firstRow;
    if (!this.#context || rows <= 0) return;
    bitmap.writeRows(this.#pixels);
    this.#context.putImageData(this.#image, 0, 0, 0, firstRow, width, rows);
    const { canvas } = this.#context;
    context.drawImage(canvas, 0, firstRow, width, rows, left, top + firstRow, width, rows);
    bitmap.clear();
  }
}

/** The charts of a grid are of two widths, one pixel apart, and those of other views of a few more. */
const maxPictures = 4;
const pictures: Picture[] = [];

/** An empty picture of this size. One chart is drawn after the other, most of them equally large: they share it. */
export function usePicture(width: number, height: number): Picture {
  const at = pictures.findIndex(({ bitmap }) => bitmap.width === width && bitmap.height === height);
  const [picture = new Picture(width, height)] = at < 0 ? [] : pictures.splice(at, 1);
  pictures.unshift(picture);
  pictures.length = Math.min(pictures.length, maxPictures);
  return picture;
}
