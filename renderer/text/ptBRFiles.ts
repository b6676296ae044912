import type { Words } from './catalog.ts';

/** Arquivos que acompanham mensagens. */
export const ptBRFiles: Words<'files'> = {
  files: {
    attach: 'Anexar arquivos',
    drop: 'Solte para anexar em {channel}',
    tray: 'Arquivos desta mensagem',
    tooMany: 'Cabem no máximo {max} arquivos em uma mensagem.',
    sending: 'Enviando {name}',
    waiting: 'Sai quando a conexão voltar.',
    queued: 'É o próximo da fila',
    remove: 'Remover {name}',
    retry: 'Tentar {name} de novo',
    alt: 'Descreva {name} para quem não pode ver',
    altHint: 'Descrição',
    alone: 'um arquivo',
    count: '{count} arquivo | {count} arquivos',
    picture: 'Imagem: {name}',
    show: 'Ver em tamanho grande: {name}',
    play: 'Reproduzir {name}',
    sound: 'Áudio: {name}',
    film: 'Vídeo: {name}',
    save: 'Salvar {name}',
    failed: 'Não foi possível carregar {name}.',
    unplayable: 'Isto não pode ser reproduzido aqui, mas pode ser salvo.',
    close: 'Fechar a imagem',
    previous: 'Imagem anterior',
    next: 'Próxima imagem',
    place: '{at} de {count}',
  },
};
