/** What an archive holds beside curves and settings: both can be large. */
export class ArchiveChoice {
  checkpoints = $state(true);
  data = $state(false);

  constructor({ data }: { data: boolean }) {
    this.data = data;
  }
}
