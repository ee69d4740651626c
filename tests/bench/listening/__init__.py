"""How well recordings are listened to: speech with known times, and what is made of it."""
