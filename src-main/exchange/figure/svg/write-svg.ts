/** A page as an SVG document. */
import type {
  Drawing,
  DrawnGradient,
  DrawnMarks,
  DrawnCurves,
  DrawnPath,
  DrawnText,
  Page,
  Paint,
  Stroke,
} from '../drawings';
import { traceMarks } from '../draw/marks';
import type { FontFamily, Typeface } from '../text/typeface';
import { escapeXml } from './escape-xml';
import { GlyphOutlines } from './glyph-outlines';
import { formatLength, formatSubpath } from '../numbers';

interface SvgOptions {
  typeface: Typeface;
  textAs: 'text' | 'outlines';
  /** Pixels of the picture; without them the size is that of the page, in points. */
  pixels?: { width: number; height: number };
}

/** Fonts of this program first, then what most machines have. */
const fontFamilies: Record<FontFamily, string> = {
  serif: "'STIX Two Text', 'DejaVu Serif', 'Times New Roman', Times, serif",
  sans: "'DejaVu Sans', Verdana, Arial, Helvetica, sans-serif",
};

export function writeSvg(page: Page, { typeface, textAs, pixels }: SvgOptions): string {
  const { width, height, title, background, fontFamily } = page;
  const outlines = textAs === 'outlines' ? new GlyphOutlines(typeface) : null;
  const shapes = page.drawings
    .map((drawing) => writeDrawing(drawing, typeface, outlines))
    .join('\n');
  const size = pixels
    ? `width="${pixels.width}" height="${pixels.height}" preserveAspectRatio="none"`
    : `width="${formatLength(width)}pt" height="${formatLength(height)}pt"`;
  const paper = background ? `<rect width="100%" height="100%" fill="${background}"/>` : '';
  const name = escapeXml(title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size} viewBox="0 0 ${formatLength(width)} ${formatLength(height)}" role="img" aria-label="${name}" font-family="${fontFamilies[fontFamily]}" fill="none" stroke-linejoin="round">`,
    `<title>${name}</title>`,
    outlines?.definitions ?? '',
    paper,
    shapes,
    '</svg>\n',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function writeDrawing(
  drawing: Drawing,
  typeface: Typeface,
  outlines: GlyphOutlines | null,
): string {
  if (drawing.kind === 'path') return writePath(drawing);
  if (drawing.kind === 'marks') return writeMarks(drawing);
  if (drawing.kind === 'gradient') return writeGradient(drawing);
  if (drawing.kind === 'curves') return writeCurves(drawing);
  return outlines ? outlines.draw(drawing) : writeText(drawing, typeface);
}

function writePath({ parts, fill, stroke }: DrawnPath): string {
  const path = parts.map(({ points, isClosed }) => formatSubpath(points, isClosed)).join('');
  return `<path d="${path}"${fill ? writeFill(fill) : ''}${stroke ? writeStroke(stroke) : ''}/>`;
}

function writeCurves({ path, x, y, scale, fill, stroke, hasRoundEnds }: DrawnCurves): string {
  const place = `translate(${formatLength(x)} ${formatLength(y)}) scale(${formatPart(scale)})`;
  const ends = hasRoundEnds ? ' stroke-linecap="round"' : '';
  return `<path d="${path}" transform="${place}"${fill ? writeFill(fill) : ''}${stroke ? writeStroke(stroke) : ''}${ends}/>`;
}

function writeFill({ color, opacity }: Paint): string {
  return ` fill="${color}"${opacity < 1 ? ` fill-opacity="${formatLength(opacity)}"` : ''}`;
}

function writeStroke({ color, opacity, width, dash }: Stroke): string {
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(formatLength).join(' ')}"` : '';
  const alpha = opacity < 1 ? ` stroke-opacity="${formatLength(opacity)}"` : '';
  return ` stroke="${color}" stroke-width="${formatLength(width)}"${alpha}${dashes}`;
}

function writeMarks(marks: DrawnMarks): string {
  const { shape, centers, radius, paint } = marks;
  if (shape !== 'circle') return writePath(traceMarks(marks));
  const circles: string[] = [];
  for (let at = 0; at < centers.length; at += 2)
    circles.push(
      `<circle cx="${formatLength(centers[at] ?? 0)}" cy="${formatLength(centers[at + 1] ?? 0)}" r="${formatLength(radius)}"/>`,
    );
  return `<g${writeFill(paint)}>${circles.join('')}</g>`;
}

/** With its length, so that it keeps its room where another font takes the place of a missing one. */
function writeText(
  { text, x, y, anchor, angle, size, color }: DrawnText,
  { measure }: Typeface,
): string {
  const place = `x="${formatLength(x)}" y="${formatLength(y)}"`;
  const turn =
    angle === 0 ? '' : ` transform="rotate(${angle} ${formatLength(x)} ${formatLength(y)})"`;
  const align = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const length = `textLength="${formatLength(measure(text, size))}" lengthAdjust="spacingAndGlyphs"`;
  return `<text ${place} ${length} font-size="${formatLength(size)}"${align}${turn} fill="${color}">${escapeXml(text)}</text>`;
}

function writeGradient({ x, y, width, height, stops }: DrawnGradient): string {
  const list = stops.map(
    ({ offset, color }) => `<stop offset="${formatPart(offset)}" stop-color="${color}"/>`,
  );
  // Named by its colours: figures on one page may share it.
  const id = `scale-${hashOf(list.join(''))}`;
  const box = `x="${formatLength(x)}" y="${formatLength(y)}" width="${formatLength(width)}" height="${formatLength(height)}"`;
  return `<defs><linearGradient id="${id}" x1="0" y1="1" x2="0" y2="0">${list.join('')}</linearGradient></defs><rect ${box} fill="url(#${id})"/>`;
}

const formatPart = (part: number): string => String(Math.round(part * 1e4) / 1e4);

/** FNV-1a, 32 bits. */
function hashOf(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(36);
}
