/** Why the system or a library refused, in its own word (`ENOENT`, `SQLITE_CORRUPT`); undefined where it says nothing. */
export const faultCode = (fault: unknown): string | undefined =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined;
