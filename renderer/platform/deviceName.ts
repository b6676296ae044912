import { DEVICE_MAX_LENGTH } from '../../common/accounts.ts';

/** The first that fits counts: most say of themselves that they are others, too. */
const BROWSERS = ['Electron', 'Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'];
const SYSTEMS = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac', 'Linux'];

/** By which somebody tells their devices apart: `Firefox · Windows`. Names of products, so in no language. */
export function deviceName(userAgent: string): string {
  return [BROWSERS, SYSTEMS]
    .flatMap((names) => names.find((name) => userAgent.includes(name)) ?? [])
    .join(' · ')
    .slice(0, DEVICE_MAX_LENGTH);
}
