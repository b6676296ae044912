import { describe, expect, it } from 'vitest';
import {
  begins,
  binding,
  bindingOf,
  capsOf,
  isTyped,
  pressOfButton,
  type Press,
} from '../../../../renderer/stores/bindings.ts';

const NONE = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
const press = (code: string, held: Partial<typeof NONE> = {}): Press => ({ code, ...NONE, ...held });

describe('a chosen key', () => {
  it('is what was pressed, with what was held; a modifier alone is a key too', () => {
    expect(bindingOf(press('KeyV'))).toMatchObject({ code: 'KeyV', ctrl: false });
    expect(bindingOf(press('KeyV', { ctrlKey: true }))).toMatchObject({ code: 'KeyV', ctrl: true });
    expect(bindingOf(press('ControlRight', { ctrlKey: true }))).toMatchObject({ code: 'ControlRight', ctrl: false });
    expect(bindingOf(press('Escape'))).toBeUndefined();
    expect(bindingOf(press('Unidentified'))).toBeUndefined();
  });

  it('begins with more held than was chosen, and not with less', () => {
    const plain = binding.parse({ code: 'KeyV' });
    const held = binding.parse({ code: 'KeyV', ctrl: true });
    expect(begins(plain, press('KeyV', { shiftKey: true }))).toBe(true);
    expect(begins(plain, press('KeyB'))).toBe(false);
    expect(begins(held, press('KeyV'))).toBe(false);
    expect(begins(held, press('KeyV', { ctrlKey: true }))).toBe(true);
  });

  it('is a letter to who types, unless something is held with it or it is no letter', () => {
    expect(isTyped(binding.parse({ code: 'KeyV' }))).toBe(true);
    expect(isTyped(binding.parse({ code: 'KeyV', shift: true }))).toBe(true);
    expect(isTyped(binding.parse({ code: 'KeyV', ctrl: true }))).toBe(false);
    expect(isTyped(binding.parse({ code: 'F8' }))).toBe(false);
    expect(isTyped(binding.parse({ code: 'ControlRight' }))).toBe(false);
    expect(isTyped(binding.parse({ code: 'Mouse3' }))).toBe(false);
  });

  it('may be any mouse button; the two that click only with something held', () => {
    expect(pressOfButton({ ...NONE, button: 0 })).toBeUndefined();
    expect(pressOfButton({ ...NONE, button: 2, shiftKey: true })).toBeUndefined();
    expect(pressOfButton({ ...NONE, button: 0, ctrlKey: true })).toMatchObject({ code: 'Mouse0' });
    expect(pressOfButton({ ...NONE, button: 1 })).toMatchObject({ code: 'Mouse1' });
    expect(pressOfButton({ ...NONE, button: 3 })).toMatchObject({ code: 'Mouse3' });
  });

  it('is shown as on the key caps', () => {
    expect(capsOf(binding.parse({ code: 'KeyV', ctrl: true, shift: true }))).toEqual(['Ctrl', 'Shift', 'V']);
    expect(capsOf(binding.parse({ code: 'ControlRight' }))).toEqual(['Control Right']);
    expect(capsOf(binding.parse({ code: 'Digit5' }))).toEqual(['5']);
    expect(capsOf(binding.parse({ code: 'ArrowUp', alt: true }))).toEqual(['Alt', '↑']);
    expect(capsOf(binding.parse({ code: 'Semicolon', key: 'm', ctrl: true }))).toEqual(['Ctrl', 'M']);
    expect(capsOf(binding.parse({ code: 'Digit7', key: '/', ctrl: true, shift: true }))).toEqual(['Ctrl', '/']);
    expect(capsOf(binding.parse({ code: 'Mouse1' }))).toEqual(['Mouse 3']);
    expect(capsOf(binding.parse({ code: 'Mouse4' }))).toEqual(['Mouse 5']);
  });

  it('is refused from storage where it is no key', () => {
    for (const code of ['', 'key v', '<b>', 'K'.repeat(40), 7]) {
      expect(binding.safeParse({ code }).success).toBe(false);
    }
  });
});
