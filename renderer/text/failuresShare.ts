import type { ErrorCode } from '../../common/errors.ts';
import type { CaptureEnd } from '../../common/capture.ts';
import type { FailureText } from './failureText.ts';

/** Of a screen that the desktop app captures. */
export const SHARE_FAILURES: Readonly<Record<CaptureEnd & ErrorCode, FailureText>> = {
  ffmpeg_missing: {
    sentence: {
      en: "The app's own capture needs ffmpeg, which isn't on this computer. Browser capture works without it.",
      'pt-BR': 'A captura do app precisa do ffmpeg, que não está neste computador. A do navegador funciona sem ele.',
    },
    action: 'shareByBrowser',
  },
  ffmpeg_old: {
    sentence: {
      en: "The ffmpeg on this computer is too old for the app's own capture: it needs 5.1 or newer. Browser capture works without it.",
      'pt-BR':
        'O ffmpeg deste computador é antigo demais para a captura do app: precisa ser 5.1 ou mais novo. A do navegador funciona sem ele.',
    },
    action: 'shareByBrowser',
  },
  display_missing: {
    sentence: {
      en: "The app's own capture finds no display that it can record here. Browser capture may.",
      'pt-BR': 'A captura do app não encontra aqui uma tela que possa gravar. A do navegador talvez consiga.',
    },
    action: 'shareByBrowser',
  },
  encoder_missing: {
    sentence: {
      en: 'No video encoder works on this computer. Browser capture has one of its own.',
      'pt-BR': 'Nenhum codificador de vídeo funciona neste computador. A captura do navegador tem o dela.',
    },
    action: 'shareByBrowser',
  },
  source_gone: {
    sentence: {
      en: 'What you shared was closed, so the share ended.',
      'pt-BR': 'O que você compartilhava foi fechado, e o compartilhamento terminou.',
    },
    action: 'tryShare',
  },
  ingest_lost: {
    sentence: {
      en: "Your screen doesn't reach the server: a firewall may keep its packets out. Browser capture takes another way.",
      'pt-BR':
        'Sua tela não chega ao servidor: um firewall pode estar barrando os pacotes. A captura do navegador usa outro caminho.',
    },
    action: 'shareByBrowser',
  },
};
