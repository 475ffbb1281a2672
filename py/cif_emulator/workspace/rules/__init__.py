"""What may happen: functions that take the state, change it and emit events, or refuse."""
