import { enAccount } from './enAccount.ts';
import { enAdmin } from './enAdmin.ts';
import { enChannels } from './enChannels.ts';
import { enCheck } from './enCheck.ts';
import { enCues } from './enCues.ts';
import { enDesktop } from './enDesktop.ts';
import { enHearing } from './enHearing.ts';
import { enHome } from './enHome.ts';
import { enOutside } from './enOutside.ts';
import { enParty } from './enParty.ts';
import { enPeople } from './enPeople.ts';
import { enSearch } from './enSearch.ts';
import { enSettings } from './enSettings.ts';
import { enShare } from './enShare.ts';
import { enShell } from './enShell.ts';
import { enUnheard } from './enUnheard.ts';

/** What only parts say that are loaded when they are opened; it comes with the first of them. */
export const enLater = {
  ...enAccount,
  ...enAdmin,
  ...enChannels,
  ...enCheck,
  ...enCues,
  ...enDesktop,
  ...enHearing,
  ...enHome,
  ...enOutside,
  ...enParty,
  ...enPeople,
  ...enSearch,
  ...enSettings,
  ...enShare,
  ...enShell,
  ...enUnheard,
};
