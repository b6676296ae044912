import { expect, it } from 'vitest';
import { Flow } from '../../../../server/media/Flow.ts';

const target = (): { commands: string[]; closed: boolean; pause(): Promise<void>; resume(): Promise<void> } => {
  const commands: string[] = [];
  return {
    commands,
    closed: false,
    async pause() {
      commands.push('pause');
      await Promise.resolve();
      if (this.closed) {
        throw new Error('gone');
      }
    },
    async resume() {
      commands.push('resume');
      await Promise.resolve();
    },
  };
};

it('asks for changes only, compared with what was asked last', async () => {
  const thing = target();
  const flow = new Flow(thing, false);
  await Promise.all([flow.set(true), flow.set(true), flow.set(false), flow.set(true)]);
  expect(thing.commands).toEqual(['resume', 'pause', 'resume']);
  expect(flow.flowing).toBe(true);
});

it('takes the end of its target in the middle of a change', async () => {
  const thing = target();
  const flow = new Flow(thing, true);
  const pausing = flow.set(false);
  thing.closed = true;
  await pausing;
  await flow.set(true);
  expect(thing.commands).toEqual(['pause']);
});

it('takes a refusal that comes a turn before the end of its target is told', async () => {
  const thing = target();
  const flow = new Flow(
    {
      ...thing,
      pause: () => Promise.reject(new Error('gone')),
      get closed() {
        return thing.closed;
      },
    },
    true,
  );
  setImmediate(() => {
    thing.closed = true;
  });
  await flow.set(false);
  // One that goes on is a fault of ours, and told.
  const standing = new Flow({ ...target(), resume: () => Promise.reject(new Error('broken')) }, false);
  await expect(standing.set(true)).rejects.toThrow('broken');
});
