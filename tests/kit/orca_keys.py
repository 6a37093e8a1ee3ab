# Orca 43 grabs keys for GTK 4 alone and waits for every other toolkit to hand key events on; Orca 44 and later grabs
# them for all. With this file an Orca 43 does the same. Its text calls stay as they were shipped.
import orca.event_manager

_shipped = orca.event_manager.EventManager.setKeyHandling


def _always_grab(self, _new):
    return _shipped(self, True)


orca.event_manager.EventManager.setKeyHandling = _always_grab
