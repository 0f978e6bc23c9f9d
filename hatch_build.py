"""Makes, when Tollbook is built or installed, what it needs and git does not keep: the gazetteer, the translations of
its pages as they are read, and the pieces these are drawn with. What is installed then needs no network and no wait.

Editable installs too: what is made lies beside the sources, where git ignores it.

A wheel is whole or is not built: whoever installs it has no way to mend it. An editable install goes on without the
pages' pieces where npm cannot be reached, and says so: reading, asking and exporting need none of them.

The reader of a wheel is compiled where there is a C compiler: the same modules, made into machine code by mypyc, which
finds as it does so every value that is not of the type it is said to be. Where there is none the wheel is plain Python
and reads the same, more slowly; TOLLBOOK_PURE=1 asks for that. An editable install is always plain, for nobody shall
edit a module that a compiled one hides.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import sys
import tempfile
import types
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
        compiled = {} if version == "editable" or os.environ.get("TOLLBOOK_PURE") else self._compiled()
        build_data["force_include"].update(compiled)
        build_data["pure_python"] = not compiled
        build_data["infer_tag"] = bool(compiled)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled, which the wheel holds now."""
        if self._workshop is not None:
            self._workshop.cleanup()

    _workshop: tempfile.TemporaryDirectory[str] | None = None

    def _compiled(self) -> dict[str, str]:
        """The files of the compiled reader and their places in the wheel; none where it cannot be compiled."""
        self.app.display_info("compiling the reader; TOLLBOOK_PURE=1 leaves it plain Python")
        self._workshop = tempfile.TemporaryDirectory(prefix="tollbook-reader-")
        try:
            return compile_reader(Path(self._workshop.name))
        except CompileError as wrong:
            self.app.display_warning(f"The reader of this wheel is plain Python, and slower: {wrong}")
            return {}


def _import_builds() -> tuple[Any, Any, Any]:
    """The build modules, without the package's own imports: its dependencies are not there while it is built."""
    for name in ("tollbook", "tollbook.resolve", "tollbook.web"):
        package = types.ModuleType(name)
        package.__path__ = [str(SOURCE.joinpath(*name.split(".")[1:]))]
        sys.modules.setdefault(name, package)
    from tollbook.resolve import gazetteer_build
    from tollbook.web import assets_build, catalogues_build

    return gazetteer_build, assets_build, catalogues_build


class CompileError(Exception):
    """The reader could not be compiled; the message says why."""


#: Finds the data beside itself by the name of its package, which a compiled module does not know.
_PLAIN = {"tollbook.lang"}


def reader_modules() -> dict[str, Path]:
    """The modules of the reader by their names: :mod:`tollbook.reading` and all it imports of ours."""
    found: dict[str, Path] = {}
    wanted = ["tollbook.reading"]
    while wanted:
        name = wanted.pop()
        base = SOURCE.joinpath(*name.split(".")[1:])
        path = next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.exists()), None)
        if path is None or name in found or name in _PLAIN:
            continue
        found[name] = path
        wanted += _imported(path)
    return dict(sorted(found.items()))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tollbook."):
            yield str(node.module)


def compile_reader(folder: Path) -> dict[str, str]:
    """Compile the reader in a folder: its files, and where each goes among the packages. Raises CompileError."""
    try:
        extensions = _translated(folder)
        from setuptools._distutils import ccompiler, sysconfig

        compiler = ccompiler.new_compiler()
        sysconfig.customize_compiler(compiler)
    except ImportError as missing:
        raise CompileError(f"mypy and setuptools are needed to compile it ({missing}).") from missing
    suffix = str(sysconfig.get_config_var("EXT_SUFFIX"))
    python = sysconfig.get_python_inc()

    def object_of(work: tuple[str, Any]) -> list[str]:
        source, extension = work
        include = [python, *extension.include_dirs]
        made = compiler.compile(
            [source],
            output_dir=str(folder / "objects"),
            include_dirs=include,
            extra_preargs=extension.extra_compile_args,
        )
        return [str(path) for path in made]

    def linked(extension: Any) -> tuple[str, str]:
        place = extension.name.replace(".", "/") + suffix
        into = folder / "made" / place
        into.parent.mkdir(parents=True, exist_ok=True)
        parts = [part for source in extension.sources for part in objects[source]]
        compiler.link_shared_object(parts, str(into))
        return str(into), place

    work = [(source, extension) for extension in extensions for source in extension.sources]
    work.sort(key=lambda item: -Path(item[0]).stat().st_size)  # the longest first, so that all end together
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = dict(zip([source for source, _ in work], pool.map(object_of, work), strict=True))
            return dict(pool.map(linked, extensions))
    except Exception as failed:  # the compilers of three systems have no error in common
        raise CompileError(f"no C compiler made it ({failed}).") from failed


def _translated(folder: Path) -> list[Any]:
    """The reader in C, as extensions to be compiled. Its types are checked on the way: where they are wrong, no C."""
    from mypyc.build import mypycify

    # What the reader is not made of is skipped: the desk imports the database, which is not there while this is built.
    settings = folder / "mypy.ini"
    settings.write_text(f"[mypy]\nmypy_path = {SOURCE.parent}\nfollow_imports = skip\nignore_missing_imports = true\n")
    options = [f"--config-file={settings}", f"--cache-dir={folder / 'types'}"]
    paths = [str(path) for path in reader_modules().values()]
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            # A file of C for each module and the first level of optimisation: four fifths of the time are spent in
            # Python's own strings, tables and expressions, which no compiler of ours makes faster.
            return list(
                mypycify(
                    [*options, *paths],
                    opt_level="1",
                    debug_level="0",
                    multi_file=True,
                    target_dir=str(folder / "c"),
                    group_name="tollbook",
                )
            )
    except SystemExit as wrong:
        errors = [line for line in said.getvalue().splitlines() if "error" in line]
        raise CompileError("mypyc does not take it. " + " ".join([str(wrong.code), *errors])) from wrong
