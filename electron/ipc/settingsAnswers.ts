import type { AppChoices } from '../../common/ipc/app.ts';
import type { Closing } from '../closing.ts';
import type { SettingsFile } from '../settings/SettingsFile.ts';
import type { Answers } from './answerCalls.ts';

export const storageAnswers = (settings: SettingsFile): Answers<'storage'> => ({
  'storage.load': () => settings.stored(),
  'storage.write': async ({ key, json }) => {
    await settings.write(key, json);
  },
  'storage.remove': async ({ key }) => {
    await settings.remove(key);
  },
});

export interface AppAnswersOptions {
  readonly settings: SettingsFile;
  readonly closing: Pick<Closing, 'answer' | 'askedOfGuests'>;
  /** undefined where the system cannot be told to start this app. */
  readonly startWithSystem: ((wanted: boolean) => Promise<void>) | undefined;
}

export const appAnswers = ({ settings, closing, startWithSystem }: AppAnswersOptions): Answers<'app'> => {
  const choices = (): AppChoices => ({
    closing: settings.app.closing,
    startWithSystem: settings.app.startWithSystem,
    startHidden: settings.app.startHidden,
    canStartWithSystem: startWithSystem !== undefined,
  });
  return {
    'app.getChoices': choices,
    'app.choose': async (changed) => {
      if (changed.startWithSystem !== undefined) {
        await startWithSystem?.(changed.startWithSystem);
      }
      const { app } = settings;
      settings.changeApp({
        closing: changed.closing ?? app.closing,
        startWithSystem: changed.startWithSystem ?? app.startWithSystem,
        startHidden: changed.startHidden ?? app.startHidden,
      });
      return choices();
    },
    'app.answerClose': ({ closing: answer }) => {
      if (!closing.askedOfGuests) {
        settings.changeApp({ closing: answer });
      }
      closing.answer(answer);
    },
  };
};
