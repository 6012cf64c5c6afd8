/** Tokens of ours say who made them and for whom (RFC 8725, 3.8 and 3.9). */
export const JWT_ISSUER = 'crosspoint';
export const JWT_AUDIENCE = 'crosspoint-api';

/** What an API key begins with; no access token does. */
export const API_KEY_PREFIX = 'cpk_';
