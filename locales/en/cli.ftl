# cli
cli-no-home = The program’s folder cannot be opened ({ $cause }). Name another folder with --home.
