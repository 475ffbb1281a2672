// Starts the interpreter as it is published, and nothing else.
import { loadPyodide } from "../../web/node_modules/pyodide/pyodide.mjs";

await loadPyodide();
process.exit(0);
