import type { ErrorCode } from '../../common/errors.ts';
import type { FailureAction, FailureText } from './failureText.ts';
import { FILE_FAILURES } from './failuresFiles.ts';
import { ACCOUNT_FAILURES } from './failuresAccount.ts';
import { SHARE_FAILURES } from './failuresShare.ts';

export type { FailureAction } from './failureText.ts';

const told = (en: string, ptBR: string, action?: FailureAction): FailureText => ({
  sentence: { en, 'pt-BR': ptBR },
  action,
});

const OURS = told(
  'Something went wrong on our side. Try once more.',
  'Algo deu errado do nosso lado. Tente mais uma vez.',
  'retry',
);

const NEWER = told(
  'This server runs another version of Yankcord. Reload the page to get its own; an installed app needs an update.',
  'Este servidor usa outra versão do Yankcord. Recarregue a página para obter a dele; um aplicativo instalado precisa ser atualizado.',
  'reload',
);

/** Every code that exists, or this does not compile. `{seconds}` stands in where the server said how long. */
export const FAILURES: Readonly<Record<ErrorCode, FailureText>> = {
  ...FILE_FAILURES,
  invalid: told("The server didn't accept that.", 'O servidor não aceitou isso.'),
  unknown_request: NEWER,
  unauthenticated: told(
    'The server no longer knows you on this device.',
    'O servidor não te reconhece mais neste aparelho.',
    'signInAgain',
  ),
  already_authenticated: OURS,
  forbidden: told("You aren't allowed to do that here.", 'Você não tem permissão para isso aqui.'),
  not_found: told('That is no longer here.', 'Isso não está mais aqui.'),
  rate_limited: told(
    'That was a little fast. Wait {seconds} s and try again.',
    'Foi um pouco rápido demais. Espere {seconds} s e tente de novo.',
    'retry',
  ),
  slow_mode: told(
    'This channel is slow: your next message can go in {seconds} s.',
    'Este canal é lento: sua próxima mensagem pode ir em {seconds} s.',
  ),
  channel_not_empty: told(
    'People wrote in this channel. Say that their messages may go too.',
    'Pessoas escreveram neste canal. Diga que as mensagens delas também podem ir.',
  ),
  channel_deleted: told('The channel you talked in was deleted.', 'O canal em que você falava foi apagado.'),
  too_many: told('There is no room for one more here.', 'Não cabe mais nenhum aqui.'),
  internal: OURS,
  protocol_mismatch: NEWER,
  name_taken: told(
    'Somebody here already has this name. Pick another one.',
    'Alguém aqui já usa esse nome. Escolha outro.',
  ),
  session_expired: told(
    'It has been a while. Tell us your name again to come back.',
    'Faz um tempo. Diga seu nome de novo para voltar.',
    'signInAgain',
  ),
  code_needed: told(
    'This party has a code. Ask the host for it.',
    'Esta festa tem um código. Peça-o a quem a hospeda.',
  ),
  code_wrong: told(
    "That isn't the code of this party. Check it and try again.",
    'Esse não é o código desta festa. Confira e tente de novo.',
  ),
  awaiting_host: told('The host is asked to let you in.', 'Quem hospeda a festa vai decidir se você entra.'),
  door_refused: told(
    "The host didn't let you in. You can ask again in {seconds} s.",
    'Quem hospeda a festa não deixou você entrar. Dá para pedir de novo em {seconds} s.',
    'retry',
  ),
  door_expired: told(
    "The host didn't answer. They may be away; ask again, or call them.",
    'Ninguém respondeu. Quem hospeda pode ter saído; peça de novo ou ligue.',
    'retry',
  ),
  kicked: told(
    'The host took you out of this party. You can ask to come in again in a minute.',
    'Quem hospeda tirou você desta festa. Dá para pedir para entrar de novo daqui a um minuto.',
  ),
  banned: told(
    'You are banned from this server. Only its moderators can change that.',
    'Você foi banido deste servidor. Só quem o modera pode mudar isso.',
  ),
  server_stopping: told('The server is ending.', 'O servidor está encerrando.', 'retry'),

  call_forbidden: told(
    'You may not be in this call any more: a permission changed.',
    'Você não pode mais ficar nesta chamada: uma permissão mudou.',
  ),
  source_withdrawn: told(
    'You may not show this here any more: a permission changed.',
    'Você não pode mais mostrar isso aqui: uma permissão mudou.',
  ),
  channel_full: told('This channel is full.', 'Este canal está lotado.', 'retry'),
  already_in_voice: told(
    'The server still counts you in this call. Try once more.',
    'O servidor ainda conta você nesta chamada. Tente mais uma vez.',
    'retry',
  ),
  in_call_elsewhere: told(
    'You are in a call on another device or window.',
    'Você está em uma chamada em outro aparelho ou janela.',
    'moveHere',
  ),
  call_moved: told(
    'Your call went on in another window or device.',
    'Sua chamada continuou em outra janela ou aparelho.',
    'moveHere',
  ),
  call_slept: told(
    'This device was asleep, so the call ended for you.',
    'Este aparelho estava dormindo, e a chamada terminou para você.',
    'joinAgain',
  ),
  removed_from_call: told('A moderator took you out of the call.', 'Um moderador tirou você da chamada.'),
  not_in_voice: told('You are no longer in this call.', 'Você não está mais nesta chamada.', 'retry'),
  peer_not_found: told('That person has just left.', 'Essa pessoa acabou de sair.'),
  producer_exists: told(
    'Your microphone is already on in this call.',
    'Seu microfone já está ligado nesta chamada.',
    'retry',
  ),
  producer_not_found: OURS,
  consumer_not_found: OURS,
  source_kind_mismatch: OURS,
  media_unavailable: told(
    "The server can't carry sound right now.",
    'O servidor não consegue transmitir som agora.',
    'retry',
  ),

  timeout: told('The server took too long to answer.', 'O servidor demorou demais para responder.', 'retry'),
  disconnected: told('The connection to the server was lost.', 'A conexão com o servidor caiu.', 'retry'),
  server_unreachable: told(
    "The server can't be reached. Check that it is running and that you are on its network.",
    'Não foi possível encontrar o servidor. Veja se ele está ligado e se você está na mesma rede.',
    'retry',
  ),
  bad_reply: NEWER,

  microphone_denied: told(
    "You can hear, but not be heard: the microphone isn't allowed here. Allow it next to the address, then try again.",
    'Você ouve, mas não é ouvido: o microfone não está permitido aqui. Permita ao lado do endereço e tente de novo.',
    'allowMicrophone',
  ),
  microphone_missing: told(
    "You can hear, but not be heard: there's no microphone. Plug one in or choose another.",
    'Você ouve, mas não é ouvido: não há microfone. Conecte um ou escolha outro.',
    'chooseMicrophone',
  ),
  microphone_busy: told(
    'Another app is using this microphone.',
    'Outro aplicativo está usando este microfone.',
    'chooseMicrophone',
  ),
  speaker_unavailable: told(
    "That speaker can't be used right now. You hear on the one before.",
    'Este alto-falante não pode ser usado agora. Você ouve pelo anterior.',
    'checkSound',
  ),
  camera_denied: told(
    'The browser keeps your camera from this page. Allow it beside the address, then try again.',
    'O navegador não deixa esta página usar sua câmera. Permita ao lado do endereço e tente de novo.',
    'tryCamera',
  ),
  camera_missing: told(
    'No camera was found. Plug one in or choose another.',
    'Nenhuma câmera foi encontrada. Conecte uma ou escolha outra.',
    'chooseCamera',
  ),
  camera_busy: told(
    'Another program uses your camera. Close it there, or choose another.',
    'Outro programa está usando sua câmera. Feche lá ou escolha outra.',
    'tryCamera',
  ),
  share_denied: told(
    "Your system doesn't let the browser record the screen. Allow it in the system's privacy settings.",
    'Seu sistema não deixa o navegador gravar a tela. Permita nas configurações de privacidade do sistema.',
    'tryShare',
  ),
  share_failed: told(
    "That can't be shared right now. Try again, or pick another window.",
    'Não dá para compartilhar isso agora. Tente de novo ou escolha outra janela.',
    'tryShare',
  ),
  share_unsupported: told(
    "This browser can't share screens. A desktop browser can.",
    'Este navegador não compartilha telas. Um navegador de computador consegue.',
  ),
  ...ACCOUNT_FAILURES,
  ...SHARE_FAILURES,
  insecure_context: told(
    'This page has an insecure address, and browsers give those no calls and no microphone. Its secure address has both.',
    'Esta página tem um endereço inseguro, e os navegadores não dão chamadas nem microfone a esses. O endereço seguro dela tem os dois.',
    'openSecurely',
  ),
  noise_filter_failed: told(
    "The noise filter couldn't be loaded. You are heard without it.",
    'Não foi possível carregar o filtro de ruído. Você é ouvido sem ele.',
    'openSettings',
  ),
  playback_blocked: told(
    'Your browser holds back the sound of others.',
    'Seu navegador está segurando o som dos outros.',
    'resumePlayback',
  ),
  media_unsupported: told(
    "This browser can't make calls. A current Chrome, Edge, Firefox or Safari can.",
    'Este navegador não faz chamadas. Um Chrome, Edge, Firefox ou Safari atual faz.',
  ),
  ice_failed: told(
    "No way was found for your sound. A firewall may be blocking the server's port.",
    'Seu som não encontrou caminho. Um firewall pode estar bloqueando a porta do servidor.',
    'retry',
  ),
  settings_file_invalid: told(
    'This file holds no settings of Yankcord. Choose one that was saved here.',
    'Este arquivo não tem configurações do Yankcord. Escolha um que foi salvo aqui.',
  ),
  cancelled: told('That was cancelled.', 'Isso foi cancelado.', 'retry'),

  bad_setting: told('A setting of the server is not valid.', 'Uma configuração do servidor não é válida.'),
  port_in_use: told(
    'Another program uses the port of the party, perhaps another party. Close it, or use another port.',
    'Outro programa usa a porta da festa, talvez outra festa. Feche-o ou use outra porta.',
    'anotherPort',
  ),
  address_unavailable: told(
    "This computer doesn't have the address the party should use.",
    'Este computador não tem o endereço que a festa deveria usar.',
    'retry',
  ),
  data_unwritable: told(
    "The party's folder can't be written to. Check its permissions and the free space.",
    'Não dá para gravar na pasta da festa. Veja as permissões e o espaço livre.',
    'retry',
  ),
  data_newer: told(
    "The party's data comes from a newer Yankcord. Update this one.",
    'Os dados da festa são de um Yankcord mais novo. Atualize este.',
  ),
  data_older: told(
    "The party's data comes from an older Yankcord. Start this one once, which brings it up to date.",
    'Os dados da festa são de um Yankcord mais antigo. Inicie este uma vez, que os atualiza.',
  ),
  data_in_use: told(
    'Another Yankcord already uses the folder of this party. Stop it first.',
    'Outro Yankcord já usa a pasta desta festa. Pare-o primeiro.',
    'retry',
  ),
  backup_failed: told(
    'No backup could be made. Check the free space.',
    'Não deu para fazer uma cópia de segurança. Veja o espaço livre.',
    'retry',
  ),
  backup_damaged: told('This is not a whole backup.', 'Esta cópia de segurança não está inteira.'),
  update_unreachable: told(
    'The newer version could not be fetched. Check your connection and try again.',
    'Não foi possível buscar a versão mais nova. Verifique sua conexão e tente de novo.',
  ),
  update_unsigned: told(
    'What is offered as a newer version was not made by whoever made this Yankcord, and was not fetched. Tell them.',
    'O que se oferece como versão mais nova não foi feito por quem fez este Yankcord, e não foi baixado. Avise.',
  ),
  update_damaged: told(
    'What was fetched is not what was promised, and was thrown away. Try again.',
    'O que chegou não é o que foi prometido, e foi descartado. Tente de novo.',
  ),
  settings_unwritable: told(
    "Your settings can't be saved. Check that the disk has room and that Yankcord may write to its folder.",
    'Não foi possível salvar suas configurações. Verifique se há espaço no disco e se o Yankcord pode gravar na pasta dele.',
  ),
  worker_missing: told(
    'A part that carries sound is missing here. Set up Yankcord once more.',
    'Falta aqui uma parte que transmite o som. Instale o Yankcord de novo.',
    'retry',
  ),
  client_missing: told(
    'The page people open was not built. Set up Yankcord once more.',
    'A página que as pessoas abrem não foi montada. Instale o Yankcord de novo.',
    'retry',
  ),
  party_failed: told(
    "The party's server ended unexpectedly. Its data are kept: start it again.",
    'O servidor da festa terminou de repente. Os dados ficaram guardados: comece de novo.',
    'retry',
  ),
  already_hosting: told('You host a party already. Stop it first.', 'Você já hospeda uma festa. Encerre-a primeiro.'),
};
