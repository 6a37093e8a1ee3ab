# voice
