/** The nodes of a Ray cluster, as last heard. */
import { printable } from '#spec/quote';
import type { RayNode } from './answers';
import type { RayDashboard } from './dashboard';

export class RayNodes {
  readonly #dashboard: RayDashboard;
  #nodes = new Map<string, RayNode>();

  constructor(dashboard: RayDashboard) {
    this.#dashboard = dashboard;
  }

  /** Asks for all nodes, also those that are gone. */
  async refresh(): Promise<RayNode[]> {
    const nodes = await this.#dashboard.nodes();
    this.#nodes = new Map(nodes.map((node) => [node.node_id, node]));
    return nodes;
  }

  /** Asks where one of them was not heard of. */
  async hear(ids: readonly string[]): Promise<void> {
    if (ids.some((id) => !this.#nodes.has(id))) await this.refresh();
  }

  nameOf(id: string): string | null {
    const node = this.#nodes.get(id);
    const name = node?.node_name || node?.node_ip;
    return name ? printable(name, 200) : null;
  }

  /** Its address within the cluster; null where there is no such node. */
  async addressOf(id: string): Promise<string | null> {
    await this.hear([id]);
    return this.#nodes.get(id)?.node_ip ?? null;
  }

  /** Whether Ray says now that it is gone, or does not know it any more. */
  async isGone(id: string): Promise<boolean> {
    await this.refresh();
    return this.#nodes.get(id)?.state !== 'ALIVE';
  }
}
