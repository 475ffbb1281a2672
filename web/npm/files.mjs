// The machine's files inside Python, each under the path that people type.

/** Names at the root that Python's own files need. */
const KEPT = new Set(["dev", "lib", "proc"]);
/** What is there of Python's own at the root. */
const REPLACED = ["home", "tmp"];
/** Where the machine's root lies. */
const MACHINE = "/.machine";

/**
 * Show the machine's files in the place of the interpreter's own, and go to a folder.
 * @param {any} FS
 * @param {string} folder
 */
export function mountMachine(FS, folder) {
  FS.chdir("/");
  for (const name of REPLACED) FS.destroyNode(FS.lookupNode(FS.root, name));
  FS.mkdir(MACHINE);
  const root = FS.mount(FS.filesystems.NODEFS, { root: "/" }, MACHINE);
  const own = FS.root.node_ops;
  FS.root.node_ops = {
    ...own,
    lookup: (/** @type {object} */ parent, /** @type {string} */ name) =>
      KEPT.has(name) ? own.lookup(parent, name) : FS.lookupNode(root, name),
    readdir: () => root.node_ops.readdir(root),
    mknod: (/** @type {object} */ _, /** @type {any[]} */ ...rest) => root.node_ops.mknod(root, ...rest),
    unlink: (/** @type {object} */ _, /** @type {string} */ name) => root.node_ops.unlink(root, name),
    rmdir: (/** @type {object} */ _, /** @type {string} */ name) => root.node_ops.rmdir(root, name),
    rename: (/** @type {object} */ node, /** @type {object} */ _, /** @type {string} */ name) =>
      root.node_ops.rename(node, root, name),
  };
  FS.chdir(folder);
}
