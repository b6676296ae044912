import type { enHome } from './enHome.ts';

/** As `enHome`. */
export const ptBRHome: typeof enHome = {
  home: {
    title: 'Que bom ter você aqui',
    nameNote: 'É assim que as pessoas chamam você, em todo lugar.',
    back: 'Voltar ao início',
    leave: 'Sair deste servidor',
    settings: 'Configurações',
  },
  door: {
    code: 'Código da festa',
    waiting: 'Quem hospeda vai decidir se você entra',
    waitingNote: 'Deixe isto aberto. Você entra sozinho quando deixarem.',
    giveUp: 'Não esperar',
  },
  host: {
    title: 'Dar uma festa',
    note: 'Ela roda neste computador. Quem está na sua rede pode vir.',
    partyName: 'Nome da festa',
    partyNameDefault: 'Festa de {name}',
    nameInvalid: 'Dê à festa um nome de 1 a {max} caracteres.',
    who: 'Quem pode entrar',
    everyone: 'Todos',
    code: 'Com código',
    ask: 'Eu decido',
    everyoneNote: 'Todos na sua rede que a encontrarem.',
    codeNote: 'Quem chega precisa saber este código. Conte-o a quem você quer aqui.',
    askNote: 'Quem chega espera até você deixar entrar.',
    codeLabel: 'Código',
    codeInvalid: 'Use de 4 a 32 letras e números.',
    newCode: 'Outro código',
    start: 'Dar uma festa',
    starting: 'A festa está começando…',
    restarting: 'O servidor da festa terminou de repente. Ele está voltando…',
    stopping: 'A festa está terminando…',
    running: 'Sua festa está rolando',
    runningNote: 'As pessoas podem vir, mesmo com você em outro lugar.',
    goIn: 'Entrar',
    stop: 'Encerrar a festa',
    failedTitle: 'A festa não está rolando',
  },
};
