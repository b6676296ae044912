import { onLongPress, useEventListener } from '@vueuse/core';
import { computed, inject, provide, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';

/** Where something floating stands: an element, or a place that only has a rectangle. */
interface Place {
  getBoundingClientRect(): DOMRect;
}

interface Opening {
  readonly memberId: MemberId;
  /** Its button, which gets the focus back. */
  readonly opener: HTMLElement;
  readonly place: Place;
}

/** The one menu that everybody's rows and tiles open. */
export interface PersonMenu {
  readonly open: Ref<boolean>;
  /** Whose it is, and where; stays when it closes, so that its end is seen too. */
  readonly opening: Readonly<Ref<Opening | undefined>>;
}

interface OpenedMenu extends PersonMenu {
  readonly opening: Ref<Opening | undefined>;
}

const PERSON_MENU: InjectionKey<OpenedMenu> = Symbol('person menu');

/** For everything below this component. */
export function providePersonMenu(): PersonMenu {
  const menu: OpenedMenu = { open: ref(false), opening: shallowRef() };
  provide(PERSON_MENU, menu);
  return menu;
}

/** As long as other apps wait for a finger that means more than a tap. */
const LONG_PRESS_MS = 500;

/**
 * Opens the menu of a person by the other button of the mouse anywhere on their row or tile, by the keys that stand for
 * it, by a finger that rests there, and by a button of its own.
 * @param area the row or tile
 */
export function usePersonMenu(
  memberId: () => MemberId,
  area: () => HTMLElement | null,
  button: Readonly<Ref<HTMLElement | null>>,
): { isOpen: ComputedRef<boolean>; toggle: () => void } {
  const menu = inject(PERSON_MENU);
  if (menu === undefined) {
    throw new AppError('internal', 'no menu for people is provided above this component');
  }
  const { open, opening } = menu;
  const isOpen = computed(() => open.value && button.value !== null && opening.value?.opener === button.value);

  function show(place?: Place): void {
    if (button.value !== null) {
      opening.value = { memberId: memberId(), opener: button.value, place: place ?? button.value };
      open.value = true;
    }
  }

  useEventListener(area, 'contextmenu', (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
    show({ getBoundingClientRect: () => new DOMRect(event.clientX, event.clientY) });
  });
  // Not every system makes a context menu event of its keys.
  useEventListener(area, 'keydown', (event: KeyboardEvent) => {
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      event.stopPropagation();
      show();
    }
  });

  /** The finger that opened it is still down: letting it go is no tap. */
  let resting = false;
  onLongPress(
    computed(area),
    (event) => {
      if (event.pointerType === 'touch') {
        resting = true;
        show();
      }
    },
    { delay: LONG_PRESS_MS },
  );
  useEventListener(
    area,
    'touchstart',
    () => {
      resting = false;
    },
    { passive: true },
  );
  // Without its default, no mouse is made of the finger, whose press beside the menu would close it.
  useEventListener(
    area,
    'touchend',
    (event: TouchEvent) => {
      if (resting && event.cancelable) {
        event.preventDefault();
      }
    },
    { passive: false },
  );

  return {
    isOpen,
    toggle: () => {
      if (isOpen.value) {
        open.value = false;
      } else {
        show();
      }
    },
  };
}
