/** All processors in one module: three would be three requests before anything can be heard. */
import './gate.ts';
import './limiter.ts';
import './people.ts';
