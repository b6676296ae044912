/** Everybody's sound on its way to the master, one input each. Mono or stereo in, stereo out. */
import { PEOPLE_PROCESSOR, SEATS, type PeopleCommand, type PeopleReport } from './peopleMessages.ts';
import { Person } from './Person.ts';

const TELL_EVERY_S = 1;
const TELL_DB = 0.5;

interface Seated {
  readonly person: Person;
  toldDb: number;
  nextTellAt: number;
}

class PeopleProcessor extends AudioWorkletProcessor {
  readonly #seats: (Seated | undefined)[] = Array.from({ length: SEATS }, () => undefined);
  #ended = false;

  constructor(options: { readonly processorOptions?: unknown }) {
    super(options);
    this.port.onmessage = ({ data }) => {
      // The port is private to People, which posts nothing else.
      this.#obey(data as PeopleCommand);
    };
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left, right] = outputs[0] ?? [];
    if (left === undefined || right === undefined) {
      return !this.#ended;
    }
    for (let seat = 0; seat < SEATS; seat += 1) {
      const seated = this.#seats[seat];
      const first = inputs[seat]?.[0];
      if (seated !== undefined && first !== undefined) {
        seated.person.addTo(left, right, first, inputs[seat]?.[1]);
        this.#tell(seated);
      }
    }
    return !this.#ended;
  }

  #obey(command: PeopleCommand): void {
    switch (command.kind) {
      case 'deliver': {
        const { seat, delivery } = command;
        const seated = this.#seats[seat] ?? { person: new Person(sampleRate), toldDb: 0, nextTellAt: 0 };
        if (delivery.speaker !== seated.person.speaker) {
          seated.toldDb = delivery.learnedDb ?? 0;
        }
        seated.person.deliver(delivery);
        this.#seats[seat] = seated;
        break;
      }
      case 'leave':
        this.#seats[command.seat] = undefined;
        break;
      case 'end':
        this.#ended = true;
        break;
    }
  }

  #tell(seated: Seated): void {
    const { gainDb, speaker } = seated.person;
    if (Math.abs(gainDb - seated.toldDb) >= TELL_DB && currentTime >= seated.nextTellAt) {
      seated.nextTellAt = currentTime + TELL_EVERY_S;
      seated.toldDb = gainDb;
      this.port.postMessage({ speaker, gainDb } satisfies PeopleReport);
    }
  }
}

registerProcessor(PEOPLE_PROCESSOR, PeopleProcessor);
