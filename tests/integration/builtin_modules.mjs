// `node builtin_modules.mjs FOLDER` imports all modules that the interpreter in the folder has built in; prints what came of each.
import { pathToFileURL } from "node:url";
import { interpreterScripts } from "../../web/pyodide/node.mjs";

const [folder] = process.argv.slice(2);
const published = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
// The trimmed one has classic scripts.
const { loadPyodide, createModule } = published.loadPyodide ? published : await interpreterScripts(folder);
const pyodide = await loadPyodide({ indexURL: folder, createPyodideModule: createModule, stdout: () => {} });
const found = pyodide.runPython(`
import importlib, json, sys

def came_of(name):
    try:
        return sorted(vars(importlib.import_module(name)))
    except BaseException as error:
        return repr(error)

json.dumps({name: came_of(name) for name in sys.builtin_module_names})
`);
// An interpreter keeps Node alive, and a pipe takes no more than 64 kB at once.
process.stdout.write(found, () => process.exit(0));
