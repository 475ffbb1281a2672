"""``python -m cif_emulator``: the command line."""

from cif_emulator.cli.main import main

if __name__ == "__main__":
    main(prog_name="cif-emulator")
