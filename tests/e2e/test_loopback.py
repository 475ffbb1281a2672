"""Which hosts are the machine itself: the page and the server agree."""

import json
import shutil
import subprocess
from pathlib import Path

from cif_emulator.loopback import is_loopback

HOSTS = {
    "localhost": True,
    "desk.localhost": True,
    "127.0.0.1": True,
    "127.8.0.9": True,
    "[::1]": True,
    ".localhost": False,
    "localhost.example.com": False,
    "127.0.0.1.example.com": False,
    "notlocalhost": False,
    "128.0.0.1": False,
    "0.0.0.0": False,
    "[::2]": False,
    "workspace.test": False,
    "": False,
}
SCRIPT = Path(__file__).parents[2] / "web" / "border" / "boot" / "loopback.js"


def test_page_and_server_know_the_same_hosts():
    program = f"""
        import {{ isLoopback }} from {json.dumps(SCRIPT.as_uri())};
        console.log(JSON.stringify({json.dumps(list(HOSTS))}.map((host) => [host, isLoopback(host)])));
    """
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, "--input-type=module", "--eval", program], capture_output=True, text=True, check=True
    )
    assert dict(json.loads(done.stdout)) == HOSTS
    assert {host: is_loopback(host) for host in HOSTS} == HOSTS


def test_the_server_also_knows_the_address_as_sockets_have_it():
    assert is_loopback("::1")
    assert is_loopback("LOCALHOST")
