"""What the commands need of a machine, under Node: its Pyodide has neither sockets nor processes."""
