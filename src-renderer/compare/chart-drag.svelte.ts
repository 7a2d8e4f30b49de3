import { comparison } from '../stores/comparison.svelte';

/** The chart that is being dragged to another place in the grid. */
class ChartDrag {
  id = $state<string | null>(null);
  /** The chart whose place it would take. */
  over = $state<string | null>(null);

  start(id: string, event: DragEvent): void {
    this.id = id;
    if (!event.dataTransfer) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', id);
    const card = (event.currentTarget as HTMLElement).closest('.card');
    if (card) event.dataTransfer.setDragImage(card, 24, 24);
  }

  /** Accepts a drop on a chart; other things that are dragged over it, such as files, are none of ours. */
  enter(id: string, event: DragEvent): void {
    if (this.id === null) return;
    event.preventDefault();
    this.over = id;
  }

  drop(id: string, event: DragEvent): void {
    if (this.id === null) return;
    event.preventDefault();
    comparison.moveChart(
      this.id,
      comparison.charts.findIndex((chart) => chart.id === id),
    );
    this.end();
  }

  end(): void {
    this.id = null;
    this.over = null;
  }
}

export const chartDrag = new ChartDrag();
