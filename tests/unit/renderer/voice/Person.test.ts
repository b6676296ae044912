import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../../renderer/voice/worklets/peopleMessages.ts';
import { Person } from '../../../../renderer/voice/worklets/Person.ts';

const RATE_HZ = 48_000;
const BLOCK = 128;
const AS_SENT: Delivery = {
  speaker: 'm1',
  gain: 1,
  pan: 0,
  mono: false,
  ducked: false,
  levelled: false,
  learnedDb: undefined,
};

const block = (value: number): Float32Array => new Float32Array(BLOCK).fill(value);

interface Heard {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** The last of so many blocks, on top of what is heard already. */
function hear(person: Person, blocks: number, first: Float32Array, second?: Float32Array, others = 0): Heard {
  const heard = { left: block(others), right: block(others) };
  for (let count = 0; count < blocks; count += 1) {
    heard.left.fill(others);
    heard.right.fill(others);
    person.addTo(heard.left, heard.right, first, second);
  }
  return heard;
}

function person(delivery: Partial<Delivery>): Person {
  const one = new Person(RATE_HZ);
  one.deliver({ ...AS_SENT, ...delivery });
  return one;
}

describe('Person', () => {
  it('adds its volume to what the others say', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (gain, others) => {
          const { left, right } = hear(person({ gain }), 20, block(0.25), undefined, others);
          expect(left.at(-1)).toBeCloseTo(others + 0.25 * gain, 4);
          expect(right.at(-1)).toBeCloseTo(others + 0.25 * gain, 4);
        },
      ),
    );
  });

  it('says nothing at all when it is turned off, within 40 ms', () => {
    const one = person({});
    hear(one, 20, block(0.25));
    one.deliver({ ...AS_SENT, gain: 0 });
    const { left } = hear(one, 15, block(0.25));
    expect(left.every((sample) => sample === 0)).toBe(true);
  });

  it('is a quarter as loud while another is heard above them, and as ever afterwards', () => {
    const one = person({ ducked: true });
    expect(hear(one, 200, block(0.25)).left.at(-1)).toBeCloseTo(0.25 * 10 ** (-12 / 20), 4);
    one.deliver(AS_SENT);
    expect(hear(one, 1_200, block(0.25)).left.at(-1)).toBeCloseTo(0.25, 4);
  });

  it('is as loud as chosen with the first sample after silence', () => {
    const one = person({ gain: 1 });
    hear(one, 3, block(0));
    one.deliver({ ...AS_SENT, gain: 0.5 });
    hear(one, 1, block(0));
    expect(hear(one, 1, block(0.5)).left[0]).toBeCloseTo(0.25, 4);
  });

  it('leaves silence alone, and what the others say', () => {
    const { left, right } = hear(person({ gain: 2, levelled: true }), 800, block(0), block(0), 0.125);
    expect(left.every((sample) => sample === 0.125)).toBe(true);
    expect(right.every((sample) => sample === 0.125)).toBe(true);
  });

  it('brings a quiet one up and keeps what it learned over a silence of seconds', () => {
    const one = person({ levelled: true });
    const quiet = Float32Array.from({ length: BLOCK }, (_, at) => 0.02 * Math.sin((2 * Math.PI * 3 * at) / BLOCK));
    hear(one, 1_500, quiet);
    const { gainDb } = one;
    expect(gainDb).toBeGreaterThan(12);
    hear(one, 1_500, block(0));
    expect(one.gainDb).toBe(gainDb);
  });

  it('places stereo and mono sound alike', () => {
    const right = hear(person({ pan: 1 }), 20, block(0.25), block(0.25));
    expect(right.left.at(-1)).toBeCloseTo(0, 4);
    expect(right.right.at(-1)).toBeCloseTo(0.25 * Math.SQRT2, 3);
    const both = hear(person({ mono: true }), 20, block(0.5), block(0));
    expect(both.left.at(-1)).toBeCloseTo(0.25, 4);
    expect(both.right.at(-1)).toBeCloseTo(0.25, 4);
    const asSent = hear(person({}), 20, block(0.5), block(0.25));
    expect(asSent.left.at(-1)).toBeCloseTo(0.5, 4);
    expect(asSent.right.at(-1)).toBeCloseTo(0.25, 4);
  });
});
