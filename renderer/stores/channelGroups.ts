/** Channels as they stand in the list: those of no category by their kind, then each category with its own. */
import type { Category } from '../../common/channels.ts';
import type { Channel } from '../../common/community.ts';
import type { CategoryId, ChannelId } from '../../common/ids.ts';

export interface ChannelGroup {
  readonly category: Category | undefined;
  /** Of all that are in it, where there is no category. */
  readonly kind: Channel['kind'] | undefined;
  readonly channels: readonly Channel[];
}

/** As `moveChannel` wants it. */
export interface Place {
  readonly categoryId: CategoryId | null;
  readonly before: ChannelId | null;
}

const byPosition = (a: Channel, b: Channel): number => a.position - b.position || a.name.localeCompare(b.name);

export function groupChannels(channels: readonly Channel[], categories: readonly Category[]): readonly ChannelGroup[] {
  const known = new Set(categories.map(({ id }) => id));
  const sorted = [...channels].sort(byPosition);
  const loose = sorted.filter(({ categoryId }) => categoryId === null || !known.has(categoryId));
  return [
    ...(['text', 'voice'] as const).map((kind) => ({
      category: undefined,
      kind,
      channels: loose.filter((channel) => channel.kind === kind),
    })),
    ...categories.map((category) => ({
      category,
      kind: undefined,
      channels: sorted.filter(({ categoryId }) => categoryId === category.id),
    })),
  ];
}

const takes = ({ kind }: ChannelGroup, channel: Channel): boolean => kind === undefined || kind === channel.kind;

/** One step up or down, over the edge of a category too. @returns undefined at the very ends */
export function stepOf(groups: readonly ChannelGroup[], channel: Channel, step: -1 | 1): Place | undefined {
  const open = groups.filter((group) => takes(group, channel));
  const at = open.findIndex(({ channels }) => channels.some(({ id }) => id === channel.id));
  const group = open[at];
  const index = group?.channels.findIndex(({ id }) => id === channel.id) ?? -1;
  if (group === undefined) {
    return undefined;
  }
  const within = group.channels[index + step];
  if (within !== undefined) {
    const before = step === -1 ? within : group.channels[index + 2];
    return { categoryId: group.category?.id ?? null, before: before?.id ?? null };
  }
  const next = open[at + step];
  return next === undefined
    ? undefined
    : { categoryId: next.category?.id ?? null, before: step === -1 ? null : (next.channels[0]?.id ?? null) };
}

/** Let go above or below another one. @returns undefined where it does not fit, or would stay where it is */
export function dropOf(
  groups: readonly ChannelGroup[],
  channel: Channel,
  target: Channel,
  below: boolean,
): Place | undefined {
  const group = groups.find(({ channels }) => channels.some(({ id }) => id === target.id));
  if (group === undefined || !takes(group, channel) || target.id === channel.id) {
    return undefined;
  }
  const others = group.channels.filter(({ id }) => id !== channel.id);
  const index = others.findIndex(({ id }) => id === target.id) + (below ? 1 : 0);
  const before = others[index]?.id ?? null;
  const was = group.channels.findIndex(({ id }) => id === channel.id);
  if (was >= 0 && (group.channels[was + 1]?.id ?? null) === before) {
    return undefined;
  }
  return { categoryId: group.category?.id ?? null, before };
}
