import type { ErrorCode } from '../../common/errors.ts';
import type { FailureText } from './failureText.ts';

type FileFailure = Extract<ErrorCode, 'file_too_large' | 'file_unreadable' | 'storage_full'>;

/** Of files that people send. */
export const FILE_FAILURES: Readonly<Record<FileFailure, FailureText>> = {
  file_too_large: {
    sentence: {
      en: 'This file is larger than the server takes.',
      'pt-BR': 'Este arquivo é maior do que o servidor aceita.',
    },
    action: undefined,
  },
  file_unreadable: {
    sentence: {
      en: 'This file is empty, a folder, or no longer there. Choose it again.',
      'pt-BR': 'Este arquivo está vazio, é uma pasta ou não está mais lá. Escolha-o de novo.',
    },
    action: undefined,
  },
  storage_full: {
    sentence: {
      en: 'The server has no room for more. Whoever runs it can make some.',
      'pt-BR': 'O servidor não tem espaço para mais nada. Quem cuida dele pode abrir espaço.',
    },
    action: 'retry',
  },
};
