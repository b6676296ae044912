import type { Closable } from '../../common/lifetime.ts';
import { memberId } from '../../common/ids.ts';
import type { Hearing } from './Hearing.ts';
import {
  PEOPLE_PROCESSOR,
  SEATS,
  type Delivery,
  type PeopleCommand,
  type PeopleReport,
} from './worklets/peopleMessages.ts';

/** Where one person's sound goes in. Closing frees the place; the source stays its owner's. */
export interface Seat extends Closable {
  deliver(delivery: Delivery): void;
}

/** One worklet and who sits at it. */
interface Table {
  readonly node: AudioWorkletNode;
  readonly taken: Set<number>;
}

/** Brings everybody's sound to the output: as few worklets as there must be, however many people. Owns them. */
export class People implements Closable {
  readonly #output: AudioNode;
  readonly #hearing: Hearing;
  readonly #tables: Table[] = [];

  /** @param hearing learns how loud everybody is; borrowed */
  constructor(output: AudioNode, hearing: Hearing) {
    this.#output = output;
    this.#hearing = hearing;
  }

  /** Takes the sound of this source from now on. */
  seat(source: AudioNode): Seat {
    const table = this.#tables.find(({ taken }) => taken.size < SEATS) ?? this.#add();
    const { node, taken } = table;
    let seat = 0;
    while (taken.has(seat)) {
      seat += 1;
    }
    taken.add(seat);
    source.connect(node, 0, seat);
    let closed = false;
    return {
      deliver: (delivery) => {
        if (!closed) {
          post(node, { kind: 'deliver', seat, delivery });
        }
      },
      close: () => {
        if (!closed) {
          closed = true;
          source.disconnect(node, 0, seat);
          post(node, { kind: 'leave', seat });
          taken.delete(seat);
        }
      },
    };
  }

  close(): void {
    for (const { node } of this.#tables.splice(0)) {
      post(node, { kind: 'end' });
      node.port.onmessage = null;
      node.port.close();
      node.disconnect();
    }
  }

  #add(): Table {
    const node = new AudioWorkletNode(this.#output.context, PEOPLE_PROCESSOR, {
      numberOfInputs: SEATS,
      outputChannelCount: [2],
    });
    node.port.onmessage = ({ data }) => {
      // The port is private to our own worklet, which posts nothing else.
      const { speaker, gainDb } = data as PeopleReport;
      const known = memberId.safeParse(speaker);
      if (known.success) {
        this.#hearing.learn(known.data, gainDb);
      }
    };
    node.connect(this.#output);
    const table = { node, taken: new Set<number>() };
    this.#tables.push(table);
    return table;
  }
}

const post = (node: AudioWorkletNode, command: PeopleCommand): void => {
  node.port.postMessage(command);
};
