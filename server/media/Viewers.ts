import type { ProducerId } from '../../common/ids.ts';
import type { Peer } from './Peer.ts';

/** Tells those who share a screen who watches it, whenever that is another than was told last. */
export class Viewers {
  readonly #told = new WeakMap<Peer, { readonly producerId: ProducerId; readonly viewers: string }>();

  /** @param peers of one room */
  look(peers: readonly Peer[]): void {
    for (const peer of peers) {
      const screen = peer.producers.find(({ source }) => source === 'screen');
      if (screen !== undefined) {
        this.#tell(peer, screen.id, peers);
      }
    }
  }

  /** What this peer was told may not have reached it. */
  forget(peer: Peer): void {
    this.#told.delete(peer);
  }

  #tell(peer: Peer, producerId: ProducerId, peers: readonly Peer[]): void {
    const memberIds = peers
      .filter((other) => other !== peer && other.live && other.wants(producerId))
      .map(({ memberId }) => memberId);
    const viewers = [...memberIds].sort().join(' ');
    const told = this.#told.get(peer);
    if (viewers !== (told?.producerId === producerId ? told.viewers : '')) {
      this.#told.set(peer, { producerId, viewers });
      peer.events.emit('viewersChanged', { memberIds });
    }
  }
}
