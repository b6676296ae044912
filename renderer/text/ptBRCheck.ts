import type { Words } from './catalog.ts';

/** As `enCheck`. */
export const ptBRCheck: Words<'firstRun' | 'check'> = {
  firstRun: {
    title: 'Como está o seu som?',
    step: 'Passo {step} de {steps}',
    arrived: 'Um breve teste de som está aberto ao lado dos canais. Esc o pula.',
    tryMicrophone: 'Experimentar o microfone',
    next: 'Avançar',
    skip: 'Pular',
    done: 'Isso é tudo. Clique em um canal de voz para falar. Este teste está também nas configurações, em Voz.',
    finish: 'Pronto',
  },
  check: {
    title: 'Teste de som',
    open: 'Testar o som',
    openNote: 'Ouça a si mesmo e o alto-falante e veja sua câmera antes dos outros.',
    opening: 'Seu microfone está sendo aberto. O navegador pode estar perguntando.',
    nothing: 'Diga alguma coisa: a barra precisa passar da linha.',
    heard: 'Sua voz está chegando.',
    silent: 'Não vem nada deste microfone. Veja a chave e o cabo, ou escolha outro.',
    listen: 'Ouvir a mim mesmo',
    listenNote:
      'Como você seria enviado, um instante depois. Use fones, senão o microfone ouve o alto-falante de novo.',
    server: 'Ouvir a mim mesmo pelo servidor',
    serverNote: 'Sua voz vai até o servidor e volta. Ninguém mais ouve; um minuto no máximo.',
    serverOpening: 'O caminho até o servidor está sendo aberto…',
    serverExpired: 'O minuto acabou.',
    measuring: 'Medindo o caminho de ida e volta…',
    roundTrip: 'Ida e volta {ms}',
    lossUp: 'Perda na ida {share}',
    lossDown: 'Perda na volta {share}',
    inCall: 'Você está em uma chamada: os outros ouvem você como sempre.',
    test: 'Tocar um som de teste',
    testing: 'Tocando…',
    testNote: 'Uma nota à esquerda, outra mais aguda à direita e depois um acorde dos dois lados.',
  },
};
