import { defineErrors } from '../../common/errors.js';
import { CHANNEL_TYPES } from './channel.types.js';

export const ChannelErrors = defineErrors({
  CHANNEL_NOT_FOUND: { kind: 'not_found', message: 'There is no such channel', log: 'info' },
  CHANNEL_EXISTS: {
    kind: 'conflict',
    message: 'The company has a channel of this type already',
    log: 'info',
  },
  CHANNEL_IN_USE: {
    kind: 'conflict',
    message: 'Calls of this channel are live; force=true deletes it all the same',
    log: 'info',
  },
  CHANNEL_TYPE_UNKNOWN: {
    kind: 'invalid',
    message: `This channel type is unknown; the types are: ${CHANNEL_TYPES.join(', ')}`,
    log: 'info',
  },
});
