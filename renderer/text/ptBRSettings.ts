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
  notifications: {
    title: 'Fora desta janela',
    granted: 'Seu sistema mostra enquanto você olha para outra coisa. Um clique leva você até lá.',
    ask: 'Todos estão desligados. Ao ligar o primeiro, o navegador pergunta se esta página pode.',
    denied:
      'Seu navegador bloqueia as notificações desta página. Clique no sinal à esquerda do endereço, permita as notificações e ligue aqui o que quiser.',
    insecure:
      'Esta página tem um endereço inseguro, e os navegadores não mostram notificações para esses. O endereço https dela pode.',
    unsupported: 'Este navegador não mostra notificações de páginas.',
    mentions: 'Alguém me menciona',
    mentionsNote: 'Com o nome da pessoa e o que ela escreveu.',
    replies: 'Alguém me responde',
    repliesNote: 'Uma resposta a uma mensagem sua.',
    joins: 'Alguém entra na minha chamada',
    joinsNote: 'Só enquanto esta janela está escondida.',
    mentioned: '{name} mencionou você em #{channel}',
    replied: '{name} respondeu a você em #{channel}',
    joined: '{name} entrou em {channel}',
    inCall: 'Na sua chamada: {names}',
  },
};
