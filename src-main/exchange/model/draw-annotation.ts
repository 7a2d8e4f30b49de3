import type { Frame, Note } from '#spec/annotations';
import { mix } from './palette';
import { roundedBox, type PicturePen } from './picture-pen';

const size = { title: 12.5, text: 11.5 };
const lineHeight = 1.4;
const padding = { x: 10, y: 8 };

/** A frame is behind everything else: its tint is mixed with the page, so that print shows it like the window. */
export function drawFrame(pen: PicturePen, frame: Frame): void {
  const { surface, ink, frames } = pen.colors;
  const color = frames[frame.color];
  pen.shape(roundedBox(frame, 8), {
    ...{ fill: color, fillOpacity: 0.09, stroke: mix(color, surface, 0.55), width: 1.5 },
  });
  if (frame.title === '') return;
  const title = pen.shorten(frame.title, frame.width - 28, size.title);
  pen.text(title, frame.x + 14, frame.y + 18, { size: size.title, color: ink });
}

/** As much of the text as there is room for; what is left out is told by an ellipsis. */
export function drawNote(pen: PicturePen, note: Note): void {
  const { note: paper, noteLine, ink } = pen.colors;
  pen.shape(roundedBox(note, 3), { fill: paper, stroke: noteLine });
  const height = size.text * lineHeight;
  const room = Math.max(1, Math.floor((note.height - 2 * padding.y) / height));
  const width = note.width - 2 * padding.x;
  const lines = note.text.split('\n').flatMap((line) => pen.wrap(line, width, room, size.text));
  const shown = lines.slice(0, room);
  if (lines.length > room)
    shown[room - 1] = pen.shorten(`${shown[room - 1] ?? ''} …`, width, size.text);
  shown.forEach((line, index) =>
    pen.text(line, note.x + padding.x, note.y + padding.y + height * (index + 0.5), {
      ...{ size: size.text, color: ink },
    }),
  );
}
