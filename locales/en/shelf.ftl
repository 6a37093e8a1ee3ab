# shelf
