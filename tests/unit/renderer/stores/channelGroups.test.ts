import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Category } from '../../../../common/channels.ts';
import { DEFAULT_OPUS, type Channel } from '../../../../common/community.ts';
import { categoryId, channelId } from '../../../../common/ids.ts';
import {
  dropOf,
  groupChannels,
  stepOf,
  type ChannelGroup,
  type Place,
} from '../../../../renderer/stores/channelGroups.ts';

const category = (name: string): Category => ({ id: categoryId.parse(name), name });
const channel = (kind: Channel['kind'], name: string, position: number, inside?: string): Channel => {
  const base = {
    id: channelId.parse(name),
    name,
    position,
    categoryId: inside === undefined ? null : categoryId.parse(inside),
    description: '',
    slowModeSeconds: 0,
  };
  return kind === 'text' ? { ...base, kind } : { ...base, kind, memberLimit: 0, peerBitrateBps: 0, opus: DEFAULT_OPUS };
};

const CATEGORIES = [category('work'), category('play')];
const CHANNELS = [
  channel('voice', 'lounge', 0),
  channel('text', 'general', 1),
  channel('text', 'links', 2),
  channel('text', 'plans', 0, 'work'),
  channel('voice', 'desk', 1, 'work'),
  channel('text', 'lost', 0, 'gone'),
];

const names = (groups: readonly ChannelGroup[]): string[][] =>
  groups.map(({ channels }) => channels.map(({ name }) => name));
const find = (name: string, channels: readonly Channel[] = CHANNELS): Channel => {
  const found = channels.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`no channel ${name}`);
  }
  return found;
};

/** As the server does it. */
function moved(channels: readonly Channel[], id: string, { categoryId: into, before }: Place): Channel[] {
  const others = channels.filter((one) => one.categoryId === into && one.id !== id);
  const sorted = others.sort((one, other) => one.position - other.position || one.name.localeCompare(other.name));
  const at = before === null ? sorted.length : sorted.findIndex((one) => one.id === before);
  expect(at).toBeGreaterThanOrEqual(0);
  const order = [...sorted.slice(0, at), { ...find(id, channels), categoryId: into }, ...sorted.slice(at)];
  return [
    ...channels.filter((one) => one.categoryId !== into && one.id !== id),
    ...order.map((one, position) => ({ ...one, position })),
  ];
}

describe('groups', () => {
  it('are the channels of no category by kind, then the categories with theirs', () => {
    expect(names(groupChannels(CHANNELS, CATEGORIES))).toEqual([
      ['lost', 'general', 'links'],
      ['lounge'],
      ['plans', 'desk'],
      [],
    ]);
  });

  it('a step goes by one place, over the edge of a category too, and ends at the ends', () => {
    const walk = (name: string, step: -1 | 1): string[] => {
      let channels: Channel[] = [...CHANNELS];
      const seen: string[] = [];
      for (;;) {
        const groups = groupChannels(channels, CATEGORIES);
        const place = stepOf(groups, find(name, channels), step);
        if (place === undefined || seen.length > 10) {
          return seen;
        }
        channels = moved(channels, name, place);
        const at = names(groupChannels(channels, CATEGORIES));
        const group = at.findIndex((inside) => inside.includes(name));
        seen.push(`${String(group)}:${String(at[group]?.indexOf(name))}`);
      }
    };
    expect(walk('general', 1)).toEqual(['0:2', '2:0', '2:1', '2:2', '3:0']);
    expect(walk('desk', -1)).toEqual(['2:0', '1:1', '1:0']); // a voice channel, never among those of text
  });

  it('what is let go stands where it was let go, and nothing else changes its order', () => {
    const some = fc.constantFrom(...CHANNELS.filter(({ name }) => name !== 'lost'));
    fc.assert(
      fc.property(some, some, fc.boolean(), (one, target, below) => {
        const groups = groupChannels(CHANNELS, CATEGORIES);
        const place = dropOf(groups, one, target, below);
        if (place === undefined) {
          return;
        }
        const after = groupChannels(moved(CHANNELS, one.id, place), CATEGORIES);
        const group = names(after).find((inside) => inside.includes(target.name)) ?? [];
        expect(group.indexOf(one.name) - group.indexOf(target.name)).toBe(below ? 1 : -1);
        const rest = (all: readonly ChannelGroup[]): string[] =>
          names(all)
            .flat()
            .filter((name) => name !== one.name);
        expect(rest(after)).toEqual(rest(groups));
      }),
    );
  });

  it('a text channel is not let go among voice channels, nor anything where it stands', () => {
    const groups = groupChannels(CHANNELS, CATEGORIES);
    expect(dropOf(groups, find('general'), find('lounge'), true)).toBeUndefined();
    expect(dropOf(groups, find('plans'), find('desk'), false)).toBeUndefined();
    expect(dropOf(groups, find('general'), find('general'), true)).toBeUndefined();
  });
});
