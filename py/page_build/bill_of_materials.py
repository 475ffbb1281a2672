"""What others have made of the page, as a software bill of materials (CycloneDX 1.6, PEP 770)."""

from __future__ import annotations

import base64
import json
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from page_build.project import Project, requirement_name
from page_build.web import bundle_folder, locked_packages
from page_build.wheels import fetched, write_if_new

FILE = "sbom.cdx.json"
RUNTIME = "node_modules/pyodide"


def write(project: Project) -> Path:
    """Write the bill; gives its file. Equal contents give equal bytes."""
    file = project.cache / FILE
    write_if_new(file, (json.dumps(bill(project), indent=1, ensure_ascii=False) + "\n").encode())
    return file


def bill(project: Project) -> dict[str, Any]:
    """The bill: Python's packages in the page, npm's packages in its scripts, and the interpreter."""
    folders: list[str] = json.loads((bundle_folder(project) / "packages.json").read_text(encoding="utf-8"))
    pairs = zip(project.wheels, fetched(project, project.wheels), strict=True)
    components = [
        *(_python_package(requirement, wheel) for requirement, wheel in pairs),
        # Where the packages are linked to, their paths begin elsewhere.
        *(_npm_package(project, each[each.index("node_modules/") :]) for each in (*folders, RUNTIME)),
    ]
    itself = f"pkg:pypi/cif-emulator@{project.version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": "cif-emulator",
                "version": project.version,
                "purl": itself,
                "licenses": _licences("MIT"),
            }
        },
        "components": components,
        "dependencies": [{"ref": itself, "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _python_package(requirement: str, wheel: Path) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as archive:
        inside = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(archive.read(inside).decode())
    licence = told["License-Expression"] or _classified(told.get_all("Classifier", [])) or told["License"]
    digest = requirement.rpartition("--hash=sha256:")[2]
    name, version = requirement_name(requirement), told["Version"]
    return _component(f"pkg:pypi/{name}@{version}", told["Name"], version, licence, "SHA-256", digest)


def _classified(classifiers: list[str]) -> str:
    """The licence that a package's classifiers name."""
    return next((one.split(" :: ")[-1] for one in classifiers if one.startswith("License ::")), "")


def _npm_package(project: Project, folder: str) -> dict[str, Any]:
    told = json.loads((project.web / folder / "package.json").read_text(encoding="utf-8"))
    method, _, digest = locked_packages(project)[folder]["integrity"].partition("-")
    name, version = told["name"], told["version"]
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    hexadecimal = base64.b64decode(digest).hex()
    return _component(purl, name, version, told["license"], method.replace("sha", "SHA-"), hexadecimal)


def _component(purl: str, name: str, version: str, licence: str, method: str, digest: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": _licences(licence),
        "hashes": [{"alg": method, "content": digest}],
    }


def _licences(text: str) -> list[dict[str, Any]]:
    """SPDX's names are expressions; older metadata has other names, with blanks."""
    return [{"license": {"name": text}} if " " in text else {"expression": text}]
