/** A page as a PDF document of one page. Equal pages give equal bytes. */
import type PdfDocument from 'pdfkit';
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
import { formatLength } from '../numbers';
import type { Typeface } from '../text/typeface';

type Document = InstanceType<typeof PdfDocument>;

/** The time that stands in the document, instead of that of its making. */
const created = new Date(0);

export async function writePdf(
  page: Page,
  { typeface, textAs }: { typeface: Typeface; textAs: 'text' | 'outlines' },
): Promise<Uint8Array> {
  const library = await import('pdfkit');
  const document = new library.default({
    size: [page.width, page.height],
    margin: 0,
    // Else metrics of Helvetica are read, which is not used.
    font: '',
    info: { Title: page.title, Creator: 'DNI Workbench', CreationDate: created },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  document.lineJoin('round');
  if (page.background) document.rect(0, 0, page.width, page.height).fill(page.background);
  for (const drawing of page.drawings) draw(document, drawing, typeface, textAs);
  document.end();
  return whole;
}

function draw(
  document: Document,
  drawing: Drawing,
  typeface: Typeface,
  textAs: 'text' | 'outlines',
): void {
  if (drawing.kind === 'path') drawPath(document, drawing);
  else if (drawing.kind === 'marks') drawMarks(document, drawing);
  else if (drawing.kind === 'gradient') drawGradient(document, drawing);
  else if (drawing.kind === 'curves') drawCurves(document, drawing);
  else if (textAs === 'text') drawText(document, drawing, typeface);
  else drawOutlines(document, drawing, typeface);
}

function drawPath(document: Document, { parts, fill, stroke }: DrawnPath): void {
  for (const { points, isClosed } of parts) {
    document.moveTo(points[0] ?? 0, points[1] ?? 0);
    for (let at = 2; at < points.length; at += 2)
      document.lineTo(points[at] ?? 0, points[at + 1] ?? 0);
    if (isClosed) document.closePath();
  }
  paint(document, fill, stroke);
}

/** Fills and strokes the path that has been drawn. */
function paint(document: Document, fill: Paint | null, stroke: Stroke | null): void {
  if (stroke) {
    document.lineWidth(stroke.width).strokeColor(stroke.color, stroke.opacity);
    if (stroke.dash.length > 0)
      document.addContent(`[${stroke.dash.map(formatLength).join(' ')}] 0 d`);
    else document.undash();
  }
  if (fill) document.fillColor(fill.color, fill.opacity);
  if (fill && stroke) document.fillAndStroke();
  else if (fill) document.fill();
  else document.stroke();
}

function drawMarks(document: Document, marks: DrawnMarks): void {
  const { shape, centers, radius, paint } = marks;
  if (shape !== 'circle') {
    drawPath(document, traceMarks(marks));
    return;
  }
  for (let at = 0; at < centers.length; at += 2)
    document.circle(centers[at] ?? 0, centers[at + 1] ?? 0, radius);
  document.fillColor(paint.color, paint.opacity).fill();
}

function drawCurves(document: Document, drawing: DrawnCurves): void {
  const { path, x, y, scale, fill, stroke, hasRoundEnds } = drawing;
  document.save().translate(x, y).scale(scale);
  if (hasRoundEnds) document.lineCap('round');
  document.path(path);
  paint(document, fill, stroke);
  document.restore();
}

function drawGradient(document: Document, { x, y, width, height, stops }: DrawnGradient): void {
  const gradient = document.linearGradient(x, y + height, x, y);
  for (const { offset, color } of stops) gradient.stop(offset, color);
  document.rect(x, y, width, height).fill(gradient);
}

/** Begins a text: the origin is where it starts, and the x axis is its baseline. */
function moveToText(
  document: Document,
  { text, x, y, anchor, angle, size }: DrawnText,
  typeface: Typeface,
): void {
  const width = typeface.measure(text, size);
  document.save().translate(x, y);
  if (angle !== 0) document.rotate(angle);
  document.translate(anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width, 0);
}

function drawText(document: Document, drawing: DrawnText, typeface: Typeface): void {
  const { text, size, color } = drawing;
  moveToText(document, drawing, typeface);
  document.fillColor(color, 1).fontSize(size);
  let left = 0;
  for (const { font, text: part, width } of typeface.split(text)) {
    document.registerFont(font.name, font.bytes).font(font.name);
    document.text(part, left, 0, { lineBreak: false, baseline: 'alphabetic' });
    left += width * size;
  }
  document.restore();
}

function drawOutlines(document: Document, drawing: DrawnText, typeface: Typeface): void {
  const { text, size, color } = drawing;
  moveToText(document, drawing, typeface);
  document.fillColor(color, 1);
  for (const { font, text: part, width } of typeface.split(text)) {
    const scale = size / font.font.unitsPerEm;
    const { glyphs, positions } = font.font.layout(part);
    let left = 0;
    for (const [index, glyph] of glyphs.entries()) {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
      document
        .save()
        .translate((left + xOffset) * scale, -yOffset * scale)
        .scale(scale, -scale);
      document.path(glyph.path.toSVG()).fill();
      document.restore();
      left += xAdvance;
    }
    document.translate(width * size, 0);
  }
  document.restore();
}
