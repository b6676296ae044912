import { describe, expect, it } from 'vitest';
import { memberId } from '../../../../common/ids.ts';
import { callByIds, callByNames, nameBegun } from '../../../../renderer/stores/mentions.ts';

const people = [
  { id: memberId.parse('1'), name: 'Ana' },
  { id: memberId.parse('2'), name: 'Ana Lima' },
  { id: memberId.parse('3'), name: 'José' },
];

describe('calling people', () => {
  it.each([
    ['@Ana, look', '<@1>, look'],
    ['hey @ana lima!', 'hey <@2>!'],
    ['@José @Ana', '<@3> <@1>'],
    ['@Anabel and a@Ana and mail@ana', '@Anabel and a@Ana and mail@ana'],
    ['`@Ana` @Ana ```\n@Ana\n```', '`@Ana` <@1> ```\n@Ana\n```'],
    ['<@1> stays', '<@1> stays'],
    ['@ @@Ana', '@ @<@1>'],
  ])('%s', (typed, sent) => {
    expect(callByIds(typed, people)).toBe(sent);
  });

  it('is shown by names, for who changes it', () => {
    const nameOf = (id: string): string | undefined => people.find((one) => one.id === id)?.name;
    expect(callByNames('<@2> and <@9>', nameOf)).toBe('@Ana Lima and <@9>');
  });

  it('is offered while a name is typed', () => {
    expect(nameBegun('hello @an', 9)).toBe('an');
    expect(nameBegun('@', 1)).toBe('');
    expect(nameBegun('hello @an there', 15)).toBeUndefined();
    expect(nameBegun('a@an', 4)).toBeUndefined();
  });
});
