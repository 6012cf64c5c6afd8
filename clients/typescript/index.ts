export { Crosspoint } from './api.js';
export type * from './schemas.js';
export { CrosspointError, type CrosspointOptions } from './transport.js';
