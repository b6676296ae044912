import type { enDesktop } from './enDesktop.ts';

/** As `enDesktop`. */
export const ptBRDesktop: typeof enDesktop = {
  titleBar: {
    label: 'Janela',
    minimise: 'Minimizar',
    maximise: 'Maximizar',
    restore: 'Restaurar tamanho',
    close: 'Fechar a janela',
  },
};
