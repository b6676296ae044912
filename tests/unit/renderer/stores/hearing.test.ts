import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberId } from '../../../../common/ids.ts';
import { parseHearing, parsePeople, PEOPLE_MAX, withPerson } from '../../../../renderer/stores/hearing.ts';
import { AS_SENT, DEFAULT_HEARING } from '../../../../renderer/voice/Hearing.ts';

const HERE = 'https://here.example';
const THERE = 'https://there.example';
const ADA = memberId.parse('ada');

describe('people as they are heard', () => {
  it('are kept by server and member', () => {
    const people = withPerson(withPerson([], HERE, ADA, { volume: 0.5 }), THERE, ADA, { muted: true });
    expect(people).toEqual([
      { origin: HERE, memberId: ADA, hearing: { ...AS_SENT, volume: 0.5 } },
      { origin: THERE, memberId: ADA, hearing: { ...AS_SENT, muted: true } },
    ]);
  });

  it('are forgotten when nothing is left to remember of them', () => {
    const people = withPerson([], HERE, ADA, { volume: 0.5 });
    expect(withPerson(people, HERE, ADA, { volume: 1 })).toEqual([]);
  });

  it('are not more than a bound, and the oldest go first', () => {
    let people = parsePeople([]);
    for (let index = 0; index <= PEOPLE_MAX; index += 1) {
      people = withPerson(people, HERE, memberId.parse(`member-${String(index)}`), { volume: 2 });
    }
    expect(people).toHaveLength(PEOPLE_MAX);
    expect(people[0]?.memberId).toBe('member-1');
  });

  it('are read whatever was stored, without the broken ones', () => {
    const good = { origin: HERE, memberId: 'ada', volume: 0.5 };
    expect(parsePeople([{ ...good, memberId: 7 }, 'nobody', { ...good, muted: 'yes', volume: 9 }, good])).toEqual([
      { origin: HERE, memberId: ADA, hearing: AS_SENT },
      { origin: HERE, memberId: ADA, hearing: { ...AS_SENT, volume: 0.5 } },
    ]);
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(Array.isArray(parsePeople(stored))).toBe(true);
        expect(Object.keys(parseHearing(stored)).sort()).toEqual(Object.keys(DEFAULT_HEARING).sort());
      }),
    );
  });
});
