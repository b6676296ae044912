import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../common/emitter.ts';

interface Events {
  peerLeft: { name: string };
  peerJoined: { name: string };
}

describe('Emitter', () => {
  it('tells each listener of that event, in order, until undone', () => {
    const heard: string[] = [];
    const events = new Emitter<Events>();
    const undo = events.on('peerLeft', ({ name }) => heard.push(`a ${name}`));
    events.on('peerLeft', ({ name }) => heard.push(`b ${name}`));
    events.on('peerJoined', ({ name }) => heard.push(`joined ${name}`));
    events.emit('peerLeft', { name: 'Ana' });
    undo();
    events.emit('peerLeft', { name: 'Bo' });
    expect(heard).toEqual(['a Ana', 'b Ana', 'b Bo']);
    expect(events.listenerCount).toBe(2);
  });

  it('is not disturbed by a listener that leaves while being told', () => {
    const heard: string[] = [];
    const events = new Emitter<Events>();
    const undo = events.on('peerLeft', () => {
      heard.push('once');
      undo();
    });
    events.on('peerLeft', () => heard.push('always'));
    events.emit('peerLeft', { name: 'Ana' });
    events.emit('peerLeft', { name: 'Ana' });
    expect(heard).toEqual(['once', 'always', 'always']);
  });
});
