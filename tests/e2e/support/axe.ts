import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Person } from './Person.ts';

/** Finds nothing that keeps people out, in what is shown right now. */
export async function expectClean(person: Person): Promise<void> {
  // Colours on their way from one to another are not the ones to be judged.
  await person.page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished.catch(() => undefined)),
    ),
  );
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => html).join('\n')}`);
  expect(told).toEqual([]);
}

/** The same view in the dark and in the light theme. */
export async function expectCleanInBothThemes(person: Person): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await person.page.emulateMedia({ colorScheme });
    await expectClean(person);
  }
}
