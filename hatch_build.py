"""Compiles the gazetteer when Tollbook is built or installed, so that what is installed needs no network and no wait.

Editable installs too: the compiled file then lies beside the sources, where git ignores it.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).parent / "src" / "tollbook"


class GazetteerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled gazetteer to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the gazetteer unless it is current."""
        if self.target_name != "wheel":
            return
        build = _import_build()
        if not build.current():
            self.app.display_info("compiling the gazetteer from GeoNames data (CC BY 4.0)")
            build.compile_gazetteer()
        build_data["artifacts"].append("src/tollbook/resolve/gazetteer.bin")
        build_data["pure_python"] = True


def _import_build() -> Any:
    """The build module, without the package's own imports: its dependencies are not there while it is built."""
    for name, folder in (("tollbook", SOURCE), ("tollbook.resolve", SOURCE / "resolve")):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules.setdefault(name, package)
    from tollbook.resolve import gazetteer_build

    return gazetteer_build
