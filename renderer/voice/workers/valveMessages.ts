/** Of a sender's transform: where it is told to open and shut. */
export interface ValveOptions {
  readonly port: MessagePort;
}

export interface ValveCommand {
  readonly open: boolean;
  /** Wall clock. */
  readonly sinceMs: number;
}
