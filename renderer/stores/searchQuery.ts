/** What one types to find a message: words, and filters in either language. */
import type { ChannelId, MemberId } from '../../common/ids.ts';

interface Named<Id> {
  readonly id: Id;
  readonly name: string;
}

export interface SearchPlace {
  readonly members: Iterable<Named<MemberId>>;
  readonly channels: Iterable<Named<ChannelId>>;
}

export interface SearchQuery {
  readonly query: string;
  readonly authorId?: MemberId;
  readonly channelId?: ChannelId;
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** What a filter asks for that is not there: nobody of this name, no such channel, no such day. */
export interface SearchProblem {
  readonly kind: 'from' | 'in' | 'date' | 'has';
  readonly value: string;
}

const FILTERS: Readonly<Record<string, 'from' | 'in' | 'before' | 'after' | 'has'>> = {
  from: 'from',
  de: 'from',
  in: 'in',
  em: 'in',
  before: 'before',
  antes: 'before',
  after: 'after',
  depois: 'after',
  has: 'has',
  tem: 'has',
};
const PART = /(?:(\p{L}+):)?(?:"([^"]*)"|(\S+))/gu;
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u;
/** Every link begins with it, and the server finds beginnings of words. */
const LINK_WORD = 'http';

const named = <Id>(all: Iterable<Named<Id>>, name: string): Id | undefined => {
  const wanted = name.toLowerCase().replace(/^[@#]/u, '');
  return [...all].find((one) => one.name.toLowerCase() === wanted)?.id;
};

/** Midnight of a day as it is here, so many days on; undefined for what is none. */
function dayStart(value: string, later: number): number | undefined {
  const [, year, month, day] = DAY.exec(value)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    return undefined;
  }
  const date = new Date(year, month - 1, day);
  const exists = date.getMonth() === month - 1 && date.getDate() === day;
  return exists ? Math.max(0, new Date(year, month - 1, day + later).getTime()) : undefined;
}

/** `after` a day means from the next day on, `before` it until its beginning. */
export function searchQuery(typed: string, { members, channels }: SearchPlace): SearchQuery | SearchProblem {
  const words: string[] = [];
  const found: { -readonly [Key in keyof SearchQuery]: SearchQuery[Key] } = { query: '' };
  for (const [whole, name = '', quoted, plain] of typed.matchAll(PART)) {
    const filter = FILTERS[name.toLowerCase()];
    const value = quoted ?? plain ?? '';
    if (filter === undefined) {
      words.push(whole);
      continue;
    }
    if (filter === 'has') {
      if (!/^links?$/iu.test(value)) {
        return { kind: 'has', value };
      }
      words.push(LINK_WORD);
    } else if (filter === 'from') {
      const id = named(members, value);
      if (id === undefined) {
        return { kind: 'from', value };
      }
      found.authorId = id;
    } else if (filter === 'in') {
      const id = named(channels, value);
      if (id === undefined) {
        return { kind: 'in', value };
      }
      found.channelId = id;
    } else {
      const ms = dayStart(value, filter === 'after' ? 1 : 0);
      if (ms === undefined) {
        return { kind: 'date', value };
      }
      found[filter === 'after' ? 'sinceMs' : 'untilMs'] = ms;
    }
  }
  return { ...found, query: words.join(' ') };
}

/** The words to be shown in what was found. */
export const wordsOf = (query: string): readonly string[] => query.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
