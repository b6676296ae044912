import type { ErrorCode } from '../../common/errors.ts';
import type { FailureText } from './failureText.ts';

const told = (en: string, ptBR: string, action?: FailureText['action']): FailureText => ({
  sentence: { en, 'pt-BR': ptBR },
  action,
});

type AccountCode =
  | 'sign_in_wrong'
  | 'password_wrong'
  | 'password_unfit'
  | 'guests_refused'
  | 'registration_closed'
  | 'invite_needed'
  | 'invite_invalid'
  | 'owner_code_wrong'
  | 'session_revoked'
  | 'password_changed';

/** Of accounts, their passwords and sessions, and of invites. */
export const ACCOUNT_FAILURES: Readonly<Record<AccountCode & ErrorCode, FailureText>> = {
  sign_in_wrong: told(
    'There is no account with this name and password here. Check both and try again.',
    'Não há aqui uma conta com esse nome e essa senha. Confira os dois e tente de novo.',
  ),
  password_wrong: told(
    "That isn't your password. Type the one you have now.",
    'Essa não é a sua senha. Digite a que você tem agora.',
  ),
  password_unfit: told(
    'A password has 8 to 256 characters. Pick another one.',
    'Uma senha tem de 8 a 256 caracteres. Escolha outra.',
  ),
  guests_refused: told(
    'This server is for people with an account. Sign in, or make one.',
    'Este servidor é para quem tem conta. Entre com a sua ou crie uma.',
  ),
  registration_closed: told(
    "This server doesn't take new accounts. Ask whoever runs it.",
    'Este servidor não aceita contas novas. Fale com quem o opera.',
  ),
  invite_needed: told(
    'Accounts are made by invite here. Ask somebody inside for a link.',
    'Aqui as contas são criadas por convite. Peça um link a alguém de dentro.',
  ),
  invite_invalid: told(
    'This invite is no longer valid. Ask for a new one.',
    'Este convite não vale mais. Peça um novo.',
  ),
  owner_code_wrong: told(
    "That isn't the owner's code. The server printed it when it started; it works once.",
    'Esse não é o código de dono. O servidor o mostrou ao iniciar; ele vale uma vez.',
  ),
  session_revoked: told(
    'This device was signed out from another one. Sign in to come back.',
    'Este aparelho foi desconectado a partir de outro. Entre de novo para voltar.',
    'signInAgain',
  ),
  password_changed: told(
    'The password of this account was changed. Sign in with the new one.',
    'A senha desta conta foi alterada. Entre com a nova.',
    'signInAgain',
  ),
};
