"""Makes, when Tollbook is built or installed, what it needs and git does not keep: the gazetteer, the translations of
its pages as they are read, and the pieces these are drawn with. What is installed then needs no network and no wait.

Editable installs too: what is made lies beside the sources, where git ignores it.

A wheel is whole or is not built: whoever installs it has no way to mend it. An editable install goes on without the
pages' pieces where npm cannot be reached, and says so: reading, asking and exporting need none of them.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).parent / "src" / "tollbook"


class MadeHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled gazetteer and the pages' pieces to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is not current."""
        if self.target_name != "wheel":
            return
        gazetteer, assets, catalogues = _import_builds()
        if not catalogues.current():
            catalogues.compile_catalogues()
        build_data["artifacts"].append("src/tollbook/web/locale/*/LC_MESSAGES/*.mo")
        if not gazetteer.current():
            self.app.display_info("compiling the gazetteer from GeoNames data (CC BY 4.0)")
            gazetteer.compile_gazetteer()
        build_data["artifacts"].append("src/tollbook/resolve/gazetteer.bin")
        if not assets.current():
            self.app.display_info("bundling the pages' pieces from npm")
            try:
                assets.build_assets()
            except assets.AssetsError as wrong:
                if version != "editable":
                    self.app.abort(str(wrong))
                self.app.display_warning(f"Installed without maps and the typeface of situation reports. {wrong}")
        build_data["artifacts"].append("src/tollbook/built/*")
        build_data["pure_python"] = True


def _import_builds() -> tuple[Any, Any, Any]:
    """The build modules, without the package's own imports: its dependencies are not there while it is built."""
    for name in ("tollbook", "tollbook.resolve", "tollbook.web"):
        package = types.ModuleType(name)
        package.__path__ = [str(SOURCE.joinpath(*name.split(".")[1:]))]
        sys.modules.setdefault(name, package)
    from tollbook.resolve import gazetteer_build
    from tollbook.web import assets_build, catalogues_build

    return gazetteer_build, assets_build, catalogues_build
