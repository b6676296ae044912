import { useMediaQuery } from '@vueuse/core';
import { computed, shallowRef, type ComputedRef, type Ref } from 'vue';
import { memberId as memberIdSchema, type ChannelId } from '../../common/ids.ts';
import { useAccessStore } from '../stores/access.ts';
import { useServerStore } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';
import type { VoicePerson } from './useVoicePeople.ts';

/** What is dragged between channels; another window of ours may let it go here. */
const FORMAT = 'application/x-yankcord-member';

/** A person in a call as something to be taken elsewhere, by whoever may: oneself, and by moderators everybody. */
export function usePersonDrag(person: () => VoicePerson): {
  movable: ComputedRef<boolean>;
  drag: (event: DragEvent) => void;
} {
  const access = useAccessStore();
  // A finger that rests opens their menu, which can move them too.
  const mouse = useMediaQuery('(pointer: fine)');
  return {
    movable: computed(() => mouse.value && (person().self || access.may('moveMembers'))),
    drag: ({ dataTransfer }) => {
      if (dataTransfer !== null) {
        dataTransfer.setData(FORMAT, person().memberId);
        dataTransfer.effectAllowed = 'move';
      }
    },
  };
}

/** A voice channel as a place where people can be let go. */
export function usePersonDrop(channelId: () => ChannelId): {
  /** Somebody is held above it. */
  over: Readonly<Ref<boolean>>;
  enter: (event: DragEvent) => void;
  leave: (event: DragEvent) => void;
  drop: (event: DragEvent) => void;
} {
  const server = useServerStore();
  const voice = useVoiceStore();
  const over = shallowRef(false);
  return {
    over,
    enter: (event) => {
      if (event.dataTransfer?.types.includes(FORMAT) === true) {
        event.preventDefault();
        over.value = true;
      }
    },
    leave: ({ currentTarget, relatedTarget }) => {
      // Between its own parts it is not left.
      if (!(currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) {
        over.value = false;
      }
    },
    drop: (event) => {
      over.value = false;
      const dropped = memberIdSchema.safeParse(event.dataTransfer?.getData(FORMAT));
      if (!dropped.success) {
        return;
      }
      event.preventDefault();
      const memberId = dropped.data;
      if (server.voiceMembers.get(channelId())?.some((one) => one.memberId === memberId) === true) {
        return; // there already
      }
      if (memberId === server.self?.memberId) {
        voice.join(channelId());
      } else {
        void voice.moveMember(memberId, channelId());
      }
    },
  };
}
