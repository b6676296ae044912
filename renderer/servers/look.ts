/** How a server looks from outside of it: in the rail, at the start, and beside another server's call. */
export interface ServerLook {
  readonly name: string | undefined;
  /** Its origin; undefined at the start. */
  readonly url: string | undefined;
  /** `away`: the way to it is looked for. `out`: it asks who one is, or refuses. */
  readonly standing: 'coming' | 'there' | 'away' | 'out';
  readonly unread: number;
  readonly mentions: number;
  /** People at the door, who wait for one to let them in. */
  readonly waiting: number;
  /** Somebody else is there. */
  readonly others: boolean;
  /** One's call is there, in the channel of this name. */
  readonly call: string | undefined;
}

export const NOWHERE: ServerLook = {
  name: undefined,
  url: undefined,
  standing: 'coming',
  unread: 0,
  mentions: 0,
  waiting: 0,
  others: false,
  call: undefined,
};
