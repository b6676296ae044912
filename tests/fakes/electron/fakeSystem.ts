/** What Electron asks the system for: displays, the keyring, menus and pictures. */
import type { Display, Menu, NativeImage, Rectangle, SafeStorage, Screen } from 'electron';
import type { ElectronParts } from '../../../electron/electronParts.ts';
import { asElectron } from './asElectron.ts';

const MARK = 'sealed:';

/** Seals so that the text is not to be seen in what is written. */
const makeKeyring = (available: boolean): SafeStorage =>
  asElectron<SafeStorage>({
    isAsyncEncryptionAvailable: () => Promise.resolve(available),
    getSelectedStorageBackend: () => (available ? 'gnome_libsecret' : 'basic_text'),
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(MARK + Buffer.from(text).toString('hex'))),
    decryptStringAsync: (sealed) => {
      const text = sealed.toString();
      return text.startsWith(MARK)
        ? Promise.resolve({ result: Buffer.from(text.slice(MARK.length), 'hex').toString(), shouldReEncrypt: false })
        : Promise.reject(new Error('not sealed by this keyring'));
    },
  });

export function makeSystem(
  areas: readonly Rectangle[],
  keyring: boolean,
): Pick<ElectronParts, 'Menu' | 'nativeImage' | 'safeStorage' | 'screen'> {
  const displays = areas.map((workArea, id) => asElectron<Display>({ id, workArea }));
  const picture: Pick<NativeImage, 'addRepresentation'> = { addRepresentation: () => undefined };
  return {
    Menu: asElectron<typeof Menu>({ buildFromTemplate: (template) => template as unknown as Menu }), // looked at by tests
    nativeImage: asElectron<ElectronParts['nativeImage']>({ createEmpty: () => asElectron<NativeImage>(picture) }),
    safeStorage: makeKeyring(keyring),
    screen: asElectron<Screen>({
      getPrimaryDisplay: () =>
        displays[0] ?? asElectron<Display>({ id: -1, workArea: { x: 0, y: 0, width: 0, height: 0 } }),
      getAllDisplays: () => displays,
    }),
  };
}
