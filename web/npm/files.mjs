// The machine's files inside Python, each under the path that people type.

/** Names at the root that Python's own files need. */
const KEPT = new Set(["dev", "lib", "proc"]);
/** What is there of Python's own at the root. */
const REPLACED = ["home", "tmp"];
/** Where the machine's roots lie. */
const MACHINE = "/.machine";
/** Functions of the interpreter's file system whose first argument is a path. */
const TAKE_PATH = /** @type {const} */ ([
  ...[
    "analyzePath",
    "chdir",
    "chmod",
    "chown",
    "lookupPath",
    "lstat",
    "mkdir",
    "mknod",
    "open",
    "readdir",
    "readlink",
    "rename",
  ],
  ...["rmdir", "stat", "truncate", "unlink", "utime"],
]);
/** What the system says where there is no such file. */
const NO_SUCH_FILE = 44;

/**
 * Show the machine's files in the place of the interpreter's own, and go to a folder.
 * @param {any} FS
 * @param {string} folder as the machine names it
 * @param {(root: string) => string} [folderOf] where the files of a root lie, such as `C:`
 */
export function mountMachine(FS, folder, folderOf = (root) => `${root}/`) {
  FS.chdir("/");
  for (const name of REPLACED) FS.destroyNode(FS.lookupNode(FS.root, name));
  FS.mkdir(MACHINE);
  if (isOfWindows(folder)) mountDrives(FS, folder, folderOf);
  else mountRoot(FS);
  FS.chdir(folder);
}

/** @param {any} FS */
function mountRoot(FS) {
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
}

/** @param {any} FS @param {string} folder @param {(root: string) => string} folderOf */
function mountDrives(FS, folder, folderOf) {
  const { NODEFS } = FS.filesystems;
  const own = FS.root.node_ops;
  /** @type {Map<string, object>} by the names of drives and shares */
  const roots = new Map();

  /** @param {string} name */
  function mounted(name) {
    if (!startsOfWindows.test(name)) throw new FS.ErrnoError(NO_SUCH_FILE);
    const place = `${MACHINE}/${roots.size}`;
    const root = folderOf(name);
    // A drive that is not there has no place, either.
    NODEFS.getMode(root);
    FS.mkdir(place);
    roots.set(name, FS.mount(NODEFS, { root }, place));
    return roots.get(name);
  }
  FS.root.node_ops = {
    ...own,
    lookup: (/** @type {object} */ parent, /** @type {string} */ name) =>
      KEPT.has(name) ? own.lookup(parent, name) : (roots.get(name) ?? mounted(name)),
  };
  const inside = (/** @type {unknown} */ path) => (typeof path === "string" && path ? insidePath(path, folder) : path);
  for (const name of TAKE_PATH) {
    const original = FS[name];
    FS[name] = (/** @type {unknown} */ path, /** @type {unknown[]} */ ...rest) => original(inside(path), ...rest);
  }
  const { rename } = FS;
  FS.rename = (/** @type {string} */ from, /** @type {string} */ to) => rename(from, inside(to));
  const { readlink } = NODEFS.node_ops;
  NODEFS.node_ops.readlink = (/** @type {object} */ node) => {
    const link = readlink(node);
    return isOfWindows(link) ? inside(link) : link.replaceAll("\\", "/");
  };
}

/** A drive (`C:`) or a share (`\\server\share`): what a path of Windows' begins with. */
const startsOfWindows = /^(?:[A-Za-z]:|\\\\[^\\]+\\[^\\]+)/;

/** Whether a whole path is one of Windows'. @param {string} path */
const isOfWindows = (path) => startsOfWindows.test(path);

/**
 * Where the file of a path of Windows' lies inside: `/C:/…`, a share as one name. Before it comes here, a path may have been put
 * behind the present folder, also one that begins at a drive.
 * @param {string} path
 * @param {string} folder the present one
 */
export function insidePath(path, folder) {
  const share = path.match(/^(?:.*\/)?(?:\\\\|^\/\/)([^\\/]+)[\\/]([^\\/]+)(.*)$/s);
  if (share) return `/\\\\${share[1]}\\${share[2]}${slashed(share[3])}`;
  // What begins with a backslash begins at the root of the present drive.
  const rooted = path.match(/^(?:.*\/)?\\(.*)$/s);
  if (rooted) return insidePath(`/${slashed(rooted[1])}`, folder);
  const drive = slashed(path).match(/^(?:.*\/)?([A-Za-z]:)(?=\/|$)(.*)$/s);
  if (drive) return `/${drive[1].toUpperCase()}${drive[2]}`;
  const plain = slashed(path);
  const first = plain.split("/")[1];
  if (!plain.startsWith("/") || KEPT.has(first) || `/${first}` === MACHINE) return plain;
  return insidePath(`${startsOfWindows.exec(folder)?.[0]}${plain}`, folder);
}

/** @param {string} path */
const slashed = (path) => path.replaceAll("\\", "/");

/** The machine's name for a path of Python's. @param {string} path @param {string} [folder] the present one */
export const machinePath = (path, folder = process.cwd()) =>
  isOfWindows(folder) ? insidePath(path, folder).replace(/^\//, "") : path;
