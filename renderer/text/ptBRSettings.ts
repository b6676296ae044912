import type { enSettings } from './enSettings.ts';

/** Como `enSettings`. */
export const ptBRSettings: typeof enSettings = {
  account: {
    on: 'Como você aparece em {server}',
    name: 'Nome de exibição',
    nameInvalid: 'Use de 1 a {max} caracteres: letras, números, espaços ou sinais.',
    colour: 'Cor da sua imagem',
    automatic: 'Automática',
    red: 'Vermelho',
    orange: 'Laranja',
    amber: 'Âmbar',
    yellow: 'Amarelo',
    lime: 'Limão',
    green: 'Verde',
    teal: 'Verde-água',
    sky: 'Azul-celeste',
    blue: 'Azul',
    violet: 'Violeta',
    purple: 'Roxo',
    pink: 'Rosa',
    save: 'Salvar',
    saving: 'Salvando…',
    saved: 'Salvo. Todos já veem.',
    note: 'Todos neste servidor veem a mudança na hora, também nas chamadas e nas suas mensagens.',
  },
};
