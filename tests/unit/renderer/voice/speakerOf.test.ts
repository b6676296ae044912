import { expect, test } from 'vitest';
import { memberId } from '../../../../common/ids.ts';
import { speakerOf } from '../../../../renderer/voice/RemoteAudio.ts';

const ada = memberId.parse('ada');
const ben = memberId.parse('ben');

test("a person's own consumer is theirs, whoever has the floor", () => {
  expect(speakerOf({ kind: 'member', memberId: ada, name: 'Ada' }, [ben, ben])).toBe(ada);
});

test('a place of the floor belongs to whoever has it now', () => {
  expect(speakerOf({ kind: 'floor', place: 1 }, [ada, ben])).toBe(ben);
});

test('a place that nobody had yet, or that is not told of, is nobody', () => {
  expect(speakerOf({ kind: 'floor', place: 0 }, [null])).toBeUndefined();
  expect(speakerOf({ kind: 'floor', place: 3 }, [ada])).toBeUndefined();
});
