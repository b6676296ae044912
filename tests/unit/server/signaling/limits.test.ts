import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RequestWindow } from '../../../../server/signaling/limits.ts';

it('lets through no more than its count in any stretch of its length, and no fewer', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 100 }),
      (count, windowMs, gaps) => {
        const window = new RequestWindow({ count, windowMs });
        const passed: number[] = [];
        let now = 1_000;
        for (const gap of gaps) {
          now += gap;
          const recent = passed.filter((time) => time > now - windowMs).length;
          const retryAfterMs = window.pass(now);
          expect(retryAfterMs === 0).toBe(recent < count);
          if (retryAfterMs === 0) {
            passed.push(now);
          }
        }
      },
    ),
  );
});

it('says exactly when the next may pass', () => {
  const window = new RequestWindow({ count: 2, windowMs: 100 });
  expect([window.pass(0), window.pass(30), window.pass(40)]).toEqual([0, 0, 60]);
  expect(window.pass(99)).toBe(1);
  expect(window.pass(100)).toBe(0);
  expect(window.pass(100)).toBe(30);
});
