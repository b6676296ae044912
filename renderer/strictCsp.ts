import { z } from 'zod';

// zod compiles schemas with `new Function` where it may; the page's policy forbids it, and each try would be reported.
z.config({ jitless: true });
