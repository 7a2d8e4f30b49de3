import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import { boundsOf, framesOf, moveTo, notesOf, overlap, type Box } from './annotations';

/** A note as near to the nodes as this stays where it is, unless it would lie on one of them. */
const reach = 120;
/** Pixels between the model and the notes below it, and between one note and the next. */
const gap = 40;

/** Puts notes that lie on nodes, or far from all of them, in a row below the model. */
export function gatherNotes(
  experiment: Experiment,
  positions: Readonly<Record<string, Point>>,
): Experiment {
  const cards = Object.values(positions).map((position): Box => ({ ...position, ...nodeSize }));
  const model = boundsOf(cards);
  if (!model) return experiment;
  const near = grow(model, reach);
  const stays = (note: Box): boolean =>
    overlap(note, near) && !cards.some((card) => overlap(note, card));
  const notes = Object.entries(notesOf(experiment));
  const kept = notes.filter(([, note]) => stays(note)).map(([, note]) => note);
  const all = boundsOf([model, ...Object.values(framesOf(experiment)), ...kept]) ?? model;
  const places: Record<string, Point> = {};
  let x = model.x;
  for (const [id, note] of notes) {
    if (stays(note)) continue;
    places[id] = { x, y: all.y + all.height + gap };
    x += note.width + gap;
  }
  return Object.keys(places).length === 0 ? experiment : moveTo(experiment, { notes: places });
}

function grow({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
