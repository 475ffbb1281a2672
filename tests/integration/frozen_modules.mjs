// `node frozen_modules.mjs NAME…` prints those of the modules that the interpreter holds itself, as a JSON list.
import { loadPyodide } from "../../web/node_modules/pyodide/pyodide.mjs";

const pyodide = await loadPyodide();
pyodide.globals.set("names", pyodide.toPy(process.argv.slice(2)));
console.log(pyodide.runPython("import _imp, json; json.dumps([name for name in names if _imp.is_frozen(name)])"));
process.exit(0);
