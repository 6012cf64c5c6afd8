import { Schema } from 'mongoose';
import { TURN_ENDS, type TicketTurn } from './activity.types.js';

export const TicketTurnSchema = new Schema<TicketTurn>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    ticketId: { type: String, required: true, maxlength: 128 },
    number: { type: Number, required: true, min: 1 },
    agentId: { type: Number, required: true },
    assignedAt: { type: Date, required: true },
    answeredAt: { type: Date },
    endedAt: { type: Date },
    end: { type: String, enum: TURN_ENDS },
  },
  { collection: 'ticket_turns', versionKey: false },
);

// A ticket's last turn; one turn of a number, whoever reports at the same time.
TicketTurnSchema.index({ clientId: 1, ticketId: 1, number: -1 }, { unique: true });
// First answers of a day.
TicketTurnSchema.index({ clientId: 1, answeredAt: 1 });
// Turns whose target ran out in a day; what is past its retention.
TicketTurnSchema.index({ clientId: 1, assignedAt: 1 });
