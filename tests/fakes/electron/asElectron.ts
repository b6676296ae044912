/** Electron's parts are used through the few members named at each; the rest does not exist in a test. */
export const asElectron = <Whole>(part: Partial<Whole> & object): Whole => part as Whole;
