import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { Member } from '../../common/community.ts';
import { nameBegun } from '../stores/mentions.ts';
import { useServerStore } from '../stores/server.ts';
import { fuzzyScore } from '../text/fuzzy.ts';

const OFFERED_MAX = 6;

interface MentionChoice {
  readonly offered: ComputedRef<readonly Member[]>;
  readonly chosen: Ref<number>;
  /** @returns whether the key was for the list */
  readonly press: (event: KeyboardEvent) => boolean;
  readonly take: (member: Member) => void;
}

/**
 * Who may be meant by the `@` that is being typed.
 * @param complete puts the name in place of what was typed of it, which is so long
 */
export function useMentionChoice(
  text: Readonly<Ref<string>>,
  caret: Readonly<Ref<number>>,
  complete: (name: string, typed: number) => void,
): MentionChoice {
  const server = useServerStore();
  const chosen = ref(0);
  /** Closed by Escape, for this name. */
  const dismissed = ref(false);
  const begun = computed(() => nameBegun(text.value, caret.value));
  const offered = computed<readonly Member[]>(() => {
    const typed = begun.value;
    if (typed === undefined || dismissed.value) {
      return [];
    }
    return [...server.members.values()]
      .filter(({ id }) => id !== server.self?.memberId)
      .flatMap((member) => {
        const score = fuzzyScore(typed, member.name);
        return score === undefined ? [] : [{ member, score }];
      })
      .sort(
        (a, b) =>
          Number(a.member.presence === 'offline') - Number(b.member.presence === 'offline') ||
          b.score - a.score ||
          a.member.name.localeCompare(b.member.name),
      )
      .slice(0, OFFERED_MAX)
      .map(({ member }) => member);
  });
  watch(begun, (now) => {
    chosen.value = 0;
    if (now === undefined) {
      dismissed.value = false;
    }
  });

  function take(member: Member): void {
    complete(member.name, begun.value?.length ?? 0);
  }

  function press(event: KeyboardEvent): boolean {
    const count = offered.value.length;
    const member = offered.value[chosen.value];
    if (member === undefined || event.isComposing) {
      return false;
    }
    switch (event.key) {
      case 'ArrowDown':
        chosen.value = (chosen.value + 1) % count;
        return true;
      case 'ArrowUp':
        chosen.value = (chosen.value + count - 1) % count;
        return true;
      case 'Enter':
      case 'Tab':
        take(member);
        return true;
      case 'Escape':
        dismissed.value = true;
        return true;
      default:
        return false;
    }
  }

  return { offered, chosen, press, take };
}
