import { expect, it } from 'vitest';
import { describe as told, problem, warning, well } from '../../../../server/operations/doctor/finding.ts';

it('counts what was found as people count', () => {
  const bad = problem('Disk', 'is full', 'Make room.');
  const odd = warning('Port', 'is taken', 'Choose another.');
  expect(told([well('Node', 'is right'), bad, odd, odd])).toMatch(/\n1 problem, 2 warnings$/u);
  expect(told([bad, bad, odd])).toMatch(/\n2 problems, 1 warning$/u);
  expect(told([])).toMatch(/0 problems, 0 warnings$/u);
});
