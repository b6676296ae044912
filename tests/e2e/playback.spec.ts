import { chromium, type Page } from '@playwright/test';
import { chromiumOptions } from '../fakes/chromium.ts';
import { Person } from './support/Person.ts';
import { A5, expect, test } from './support/test.ts';

/** As browsers are with people who have not touched the page yet; the last of two such flags counts. */
const STRICT = '--autoplay-policy=document-user-activation-required';

const PROBLEM = `document.querySelector('[data-testid="dock-problem"]')?.getAttribute('data-code') ?? null`;

/** Looks at the page without touching it: whatever a locator or an evaluation does counts as a press of the person. */
async function untouched(page: Page, expression: string): Promise<() => Promise<unknown>> {
  const inspector = await page.context().newCDPSession(page);
  return async () => {
    const { result } = await inspector.send('Runtime.evaluate', {
      expression,
      userGesture: false,
      returnByValue: true,
    });
    return result.value as unknown;
  };
}

test('C2: a playback that the browser refuses is told with a button, and the button turns the sound on', async ({
  comeIn,
  guest,
}) => {
  const options = chromiumOptions({ allowed: true });
  const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), STRICT] });
  try {
    const ben = await guest('Ben', A5);
    await ben.enter('Lounge');
    const known = await comeIn('Ada', { voice: browser });

    // A tab that nobody touched yet, and a join without a press.
    const ada = new Person(await known.context.newPage(), 'Ada');
    await ada.page.addInitScript(() => {
      const looking = setInterval(() => {
        const row = document.querySelector<HTMLElement>('[data-channel-id="lounge"]');
        if (row !== null) {
          clearInterval(looking);
          row.click();
        }
      }, 50);
    });
    await ada.page.goto(known.page.url());
    await expect.poll(await untouched(ada.page, PROBLEM), { timeout: 20_000 }).toBe('playback_blocked');
    await ada.inState('connected');
    await ada.problem.getByRole('button', { name: 'Turn sound on' }).click();
    await ada.soundBegan(A5);
    await expect(ada.problem).toHaveCount(0);
    expect(ada.faults).toEqual([]);
    await ada.exit(); // a browser that is closed says no goodbye
  } finally {
    await browser.close();
  }
});
