import { describe, expect, it } from 'vitest';
import { Lifetime } from '../../../common/lifetime.ts';

describe('Lifetime', () => {
  it('releases newest first, once', () => {
    const order: string[] = [];
    const life = new Lifetime();
    life.add(() => order.push('first'));
    life.add(() => order.push('second'));
    life.end();
    life.end();
    expect(order).toEqual(['second', 'first']);
    expect(life.size).toBe(0);
  });

  it('closes late arrivals at once', () => {
    const life = new Lifetime();
    life.end();
    let closed = 0;
    life.own({ close: () => (closed += 1) });
    expect(closed).toBe(1);
  });

  it('owes the same function as often as it was added', () => {
    let released = 0;
    const release = (): void => {
      released += 1;
    };
    const life = new Lifetime();
    life.add(release);
    life.add(release);
    life.end();
    expect(released).toBe(2);
  });

  it('lets one failing release not stop the rest', () => {
    const faults: unknown[] = [];
    const life = new Lifetime((fault) => faults.push(fault));
    let released = 0;
    life.add(() => (released += 1));
    life.add(() => {
      throw new Error('broken');
    });
    life.add(() => (released += 1));
    life.end();
    expect(released).toBe(2);
    expect(faults).toEqual([new Error('broken')]);
  });

  it('tells a fault when nobody else takes it, after all are released', () => {
    const life = new Lifetime();
    let released = false;
    life.add(() => {
      released = true;
    });
    life.add(() => {
      throw new Error('broken');
    });
    expect(() => {
      life.end();
    }).toThrow('broken');
    expect(released).toBe(true);
  });

  it('takes a debt back without releasing it', () => {
    const life = new Lifetime();
    let released = false;
    const forget = life.add(() => {
      released = true;
    });
    forget();
    life.end();
    expect(released).toBe(false);
  });
});
