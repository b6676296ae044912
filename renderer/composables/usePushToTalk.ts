import { useEventListener } from '@vueuse/core';
import { begins, isMouse, isTyped, pressOfButton, type Binding, type Press } from '../stores/bindings.ts';
import { useActivationStore } from '../stores/activation.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { isTextField } from './textField.ts';
import type { Feed } from './useTalkKey.ts';

/**
 * Push-to-talk while the window has the focus: the chosen key or mouse button, held or toggled. Leaving the window lets go, so
 * that nobody is heard by a key whose end was not seen.
 */
export function usePushToTalk(feed: Feed): void {
  const settings = useSettingsStore();
  const activation = useActivationStore();
  /** Down now, as far as this window saw. */
  let held = false;

  function tell(kind: 'down' | 'up' | 'lost'): void {
    held = kind === 'down';
    feed({ kind, source: 'window' });
  }

  const wanted = (): Binding | undefined =>
    activation.audio.activation === 'pushToTalk' ? settings.talkKey.binding : undefined;

  function press(pressed: Press, event: Event): void {
    const binding = wanted();
    if (binding === undefined || !begins(binding, pressed) || (isTyped(binding) && isTextField(event.target))) {
      return;
    }
    event.preventDefault();
    tell('down');
  }

  /** Whichever modifiers are still held. */
  function release(code: string): void {
    if (wanted()?.code === code) {
      tell('up');
    }
  }

  useEventListener(window, 'keydown', (event) => {
    if (!event.repeat) {
      press(event, event);
    } else if (held && wanted()?.code === event.code) {
      event.preventDefault(); // no page scrolls by a key that is held to talk
    }
  });
  useEventListener(window, 'keyup', ({ code }) => {
    release(code);
  });
  useEventListener(window, 'mousedown', (event) => {
    const pressed = pressOfButton(event);
    if (pressed !== undefined) {
      press(pressed, event);
    }
  });
  useEventListener(window, 'mouseup', (event) => {
    const binding = wanted();
    if (binding !== undefined && isMouse(binding)) {
      const code = pressOfButton(event)?.code ?? '';
      if (code === binding.code) {
        event.preventDefault(); // a side button would go back a page
      }
      release(code);
    }
  });
  useEventListener(window, 'blur', () => {
    tell('lost');
  });
}
