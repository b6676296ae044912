import { useMediaQuery } from '@vueuse/core';
import { nextTick, shallowRef, type Ref } from 'vue';
import type { Channel } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import { categoryId as categoryIdSchema, channelId as channelIdSchema, type CategoryId } from '../../common/ids.ts';
import { dropOf, stepOf, type ChannelGroup, type Place } from '../stores/channelGroups.ts';
import { useServerStore } from '../stores/server.ts';
import { useText } from '../text/index.ts';

/** What is dragged; another window of ours may let it go here. */
const CHANNEL = 'application/x-yankcord-channel';
const CATEGORY = 'application/x-yankcord-category';

type Attributes = Readonly<Record<string, unknown>>;

interface ChannelOrder {
  /** The last thing that was moved, and where to; or why not. */
  readonly told: Readonly<Ref<string>>;
  /** What a channel's row needs to be dragged, dropped on and moved by keys. */
  rowOf(channel: Channel): Attributes;
  /** The same of a category's heading: channels let go on it are its first. */
  headingOf(group: ChannelGroup): Attributes;
}

/** Alt+Shift with an arrow: Alt alone goes from channel to channel. */
function stepKey({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): -1 | 1 | undefined {
  if (!altKey || !shiftKey || ctrlKey || metaKey) {
    return undefined;
  }
  return key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : undefined;
}

/** The order of channels and categories in the hands of whoever may change it: by mouse, and by keys. */
export function useChannelOrder(): ChannelOrder {
  const server = useServerStore();
  const { t, failure } = useText();
  const told = shallowRef('');
  /** What is held above it: the edge that it would come to. */
  const edge = shallowRef<{ readonly id: string; readonly below: boolean }>();
  // A finger that drags scrolls.
  const mouse = useMediaQuery('(pointer: fine)');

  function placeOf(channel: Channel): string {
    const group = server.groups.find(({ channels }) => channels.some(({ id }) => id === channel.id));
    const category = group?.category?.name ?? t(channel.kind === 'text' ? 'channels.text' : 'channels.voice');
    const place = (group?.channels.findIndex(({ id }) => id === channel.id) ?? 0) + 1;
    return t('channelEdit.moved', { channel: channel.name, place, count: group?.channels.length ?? 1, category });
  }

  async function moveChannel(channel: Channel, place: Place): Promise<void> {
    try {
      await server.ask('moveChannel', { channelId: channel.id, ...place });
      told.value = placeOf(channel);
    } catch (thrown) {
      told.value = failure(AppError.from(thrown)).sentence;
    }
  }

  async function moveCategory(id: CategoryId, before: CategoryId | null): Promise<void> {
    try {
      await server.ask('moveCategory', { categoryId: id, before });
      const place = server.categories.findIndex((category) => category.id === id);
      const category = server.categories[place]?.name ?? '';
      told.value = t('category.moved', { category, place: place + 1, count: server.categories.length });
    } catch (thrown) {
      told.value = failure(AppError.from(thrown)).sentence;
    }
  }

  /** A row that comes into another list is another element: who moves it stays on it. */
  async function keepFocus(move: Promise<void>, mark: string): Promise<void> {
    await move;
    await nextTick();
    document.querySelector<HTMLElement>(`[data-channel-id="${mark}"], [data-category-id="${mark}"]`)?.focus();
  }

  let turn: Promise<void> = Promise.resolve();
  /** Each step goes on from where the one before led, however quickly the key is pressed again. */
  function inTurn(step: () => Promise<void>): void {
    turn = turn.then(step); // which tells its own failures
  }

  async function stepChannel(id: Channel['id'], step: -1 | 1): Promise<void> {
    const channel = server.channel(id);
    const place = channel === undefined ? undefined : stepOf(server.groups, channel, step);
    if (channel !== undefined && place !== undefined) {
      await keepFocus(moveChannel(channel, place), id);
    }
  }

  async function stepCategory(id: CategoryId, step: -1 | 1): Promise<void> {
    const at = server.categories.findIndex((category) => category.id === id);
    if (at !== -1 && server.categories[at + step] !== undefined) {
      const before = server.categories[step === -1 ? at - 1 : at + 2]?.id ?? null;
      await keepFocus(moveCategory(id, before), id);
    }
  }

  const isMark = ({ target }: Event, id: string): boolean =>
    target instanceof HTMLElement && (target.dataset['channelId'] === id || target.dataset['categoryId'] === id);

  const lowerHalf = ({ clientY, currentTarget }: DragEvent): boolean => {
    const box = currentTarget instanceof Element ? currentTarget.getBoundingClientRect() : undefined;
    return box !== undefined && clientY > box.top + Math.min(box.height, 36) / 2;
  };

  const drag = (format: string, id: string) => (event: DragEvent) => {
    if (event.target === event.currentTarget && event.dataTransfer !== null) {
      event.dataTransfer.setData(format, id);
      event.dataTransfer.effectAllowed = 'move';
    }
  };

  const over =
    (id: string, formats: readonly string[]) =>
    (event: DragEvent): void => {
      if (formats.some((format) => event.dataTransfer?.types.includes(format) === true)) {
        event.preventDefault();
        edge.value = { id, below: lowerHalf(event) };
      }
    };

  const leave = ({ currentTarget, relatedTarget }: DragEvent): void => {
    if (!(currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) {
      edge.value = undefined;
    }
  };

  /** The channel that was let go, if it is one of this server. */
  const dropped = (event: DragEvent): Channel | undefined => {
    const { data: id } = channelIdSchema.safeParse(event.dataTransfer?.getData(CHANNEL));
    return id === undefined ? undefined : server.channel(id);
  };

  const edgeClass = (id: string): string | undefined => {
    if (edge.value?.id !== id) {
      return undefined;
    }
    return edge.value.below ? 'drop-below' : 'drop-above';
  };

  return {
    told,
    rowOf(channel) {
      if (!server.managesChannels) {
        return {};
      }
      return {
        draggable: mouse.value,
        class: edgeClass(channel.id),
        onDragstart: drag(CHANNEL, channel.id),
        onDragover: over(channel.id, [CHANNEL]),
        onDragleave: leave,
        onDrop: (event: DragEvent) => {
          edge.value = undefined;
          const one = dropped(event);
          const place = one === undefined ? undefined : dropOf(server.groups, one, channel, lowerHalf(event));
          if (one !== undefined && place !== undefined) {
            event.preventDefault();
            void moveChannel(one, place);
          }
        },
        onKeydown: (event: KeyboardEvent) => {
          const step = stepKey(event);
          if (step !== undefined && isMark(event, channel.id)) {
            event.preventDefault();
            inTurn(() => stepChannel(channel.id, step));
          }
        },
      };
    },
    headingOf({ category, channels }) {
      if (!server.managesChannels || category === undefined) {
        return {};
      }
      return {
        draggable: mouse.value,
        class: edgeClass(category.id),
        onDragstart: drag(CATEGORY, category.id),
        onDragover: over(category.id, [CHANNEL, CATEGORY]),
        onDragleave: leave,
        onDrop: (event: DragEvent) => {
          edge.value = undefined;
          const one = dropped(event);
          const other = categoryIdSchema.safeParse(event.dataTransfer?.getData(CATEGORY));
          if (one !== undefined) {
            event.preventDefault();
            const before = channels.find(({ id }) => id !== one.id)?.id ?? null;
            void moveChannel(one, { categoryId: category.id, before });
          } else if (other.success && other.data !== category.id) {
            event.preventDefault();
            void moveCategory(other.data, category.id);
          }
        },
        onKeydown: (event: KeyboardEvent) => {
          const step = stepKey(event);
          if (step !== undefined && isMark(event, category.id)) {
            event.preventDefault();
            inTurn(() => stepCategory(category.id, step));
          }
        },
      };
    },
  };
}
