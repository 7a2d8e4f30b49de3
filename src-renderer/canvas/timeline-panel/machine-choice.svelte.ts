import { parseMachineChoice, type MachineChoice } from '#analysis/distributed-steps/on-machines';
import { loadPreference, savePreference } from '../../stores/preferences';

const key = 'locking.machines';
const usual: MachineChoice = { machines: 4, link: '10 Gbit/s' };

/** The machines and the link for which the strip predicts a step. */
export const machineChoice = new (class {
  #current = $state.raw(loadPreference(key, usual, parseMachineChoice));

  get current(): MachineChoice {
    return this.#current;
  }

  set(change: Partial<MachineChoice>): void {
    this.#current = { ...this.#current, ...change };
    savePreference(key, this.#current);
  }
})();
