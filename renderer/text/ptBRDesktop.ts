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
  tray: {
    mute: 'Desligar microfone',
    unmute: 'Ligar microfone',
    deafen: 'Parar de ouvir',
    undeafen: 'Voltar a ouvir',
    leave: 'Sair da chamada',
    show: 'Mostrar o Yankcord',
    quit: 'Encerrar',
  },
  globalKeys: {
    title: 'Em todas as janelas',
    on: 'As teclas funcionam também em outros programas',
    note: 'Suas teclas de falar e de desligar o microfone, com outro programa em foco. Só essas duas são observadas.',
    talk: 'Falar',
    mute: 'Ligar ou desligar o microfone',
    hook: 'Teclas do sistema',
    command: 'Um comando para o seu gerenciador de janelas',
    off: 'Desativado.',
    starting: 'Iniciando…',
    ready: 'Funciona.',
    notInstalled: 'Esta instalação vem sem a parte que vê teclas. O comando abaixo funciona.',
    noDisplay: 'Não há uma tela cujas teclas possam ser vistas.',
    wayland:
      'O Wayland não deixa um programa ver as teclas de outros. Associe o comando abaixo nas configurações do seu ambiente.',
    refused: 'O sistema recusou. No macOS, permita o Yankcord em Privacidade e Segurança, Acessibilidade.',
    crashed: 'Terminou inesperadamente. Desative e ative de novo.',
    taken: 'Não foi possível abrir o lugar dos comandos.',
  },
  closing: {
    title: 'Você ainda está em uma chamada',
    question: 'A chamada deve continuar na bandeja ou o Yankcord deve ser encerrado?',
    keep: 'Continuar a chamada',
    quit: 'Encerrar',
    note: 'A pergunta só é feita desta vez. Para mudar: Configurações, “Este aplicativo”.',
  },
  desktop: {
    closing: 'Fechar a janela durante uma chamada',
    closingNote: 'Fora de uma chamada, fechar a janela sempre encerra.',
    closeAsk: 'Perguntar',
    closeTray: 'Ficar na bandeja',
    closeQuit: 'Encerrar',
    startWithSystem: 'Iniciar com o sistema',
    startWithSystemNote: 'O Yankcord já está lá quando você entra neste computador.',
    startInstalledOnly: 'Para um Yankcord instalado; este é iniciado à mão.',
    startHidden: 'Iniciar na bandeja',
    startHiddenNote: 'Quando o sistema o inicia, sem abrir a janela.',
    setAside: 'Suas configurações não puderam ser lidas e foram guardadas como “{file}”. O Yankcord começou com novas.',
    unguarded:
      'Este sistema não tem um chaveiro. Aquilo por que os servidores te reconhecem fica em um arquivo que só a sua conta pode ler.',
  },
};
