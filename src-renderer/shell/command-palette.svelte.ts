/** Whether the command palette is shown. */
class CommandPalette {
  isOpen = $state(false);

  toggle(): void {
    this.isOpen = !this.isOpen;
  }
}

export const commandPalette = new CommandPalette();
