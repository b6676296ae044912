/** The list of faults fits the sources and the tests as they are: putting them back (`npm run faults`) takes minutes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { numberOf, putBack, type Fault } from '../../faults/fault.ts';
import { FAULTS } from '../../faults/faults.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const [SOME] = FAULTS;

it('every number that is ours to keep away has a fault', () => {
  const numbers = Array.from({ length: 19 }, (_, index) => `S${String(index + 1)}`);
  const ofClient = Array.from({ length: 24 }, (_, index) => `C${String(index + 1)}`);
  expect([...new Set(FAULTS.map(numberOf))].sort()).toEqual([...ofClient, ...numbers].sort());
  expect(new Set(FAULTS.map(({ id }) => id)).size).toBe(FAULTS.length);
});

it.each(FAULTS.map((fault): [string, Fault] => [fault.id, fault]))(
  '%s has its place in the sources and its test',
  (_, fault) => {
    const source = read(fault.file);
    expect(putBack(source, fault)).not.toBe(source);
    expect(read(fault.test.file).split(fault.test.title)).toHaveLength(2);
  },
);

it('one that has no place, or two, is told', () => {
  const fault: Fault = {
    id: 'S0.x',
    what: '',
    file: 'a.ts',
    find: 'one',
    put: '$&',
    test: SOME?.test ?? { file: '', title: '' },
  };
  expect(putBack('with one here', fault)).toBe('with $& here');
  expect(() => putBack('none', { ...fault, find: 'two' })).toThrow('S0.x: what it replaces is 0 times in a.ts');
  expect(() => putBack('one one', fault)).toThrow('2 times');
});
