"""The command ``cif-emulator``. Never imported in the browser."""
