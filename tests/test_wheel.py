from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile

from helpers import PROJECT


def test_the_built_wheel_in_another_folder_runs_the_demo(tmp_path):
    """Install the wheel beside the environment's dependencies and run it from there, away from the sources."""
    sources = tmp_path / "sources"
    leave_out = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "*.db*")
    shutil.copytree(PROJECT, sources, ignore=leave_out)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, sources]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(tmp_path.glob("newstide-*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    assert not any(name.startswith("tests/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "analysis/locale/uk.po" in names
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(pip, check=True, capture_output=True)
    code = (
        "import sys\n"
        f"sys.path[:] = [p for p in sys.path if p != {str(PROJECT)!r} and '__editable__' not in p]\n"
        "sys.meta_path[:] = [f for f in sys.meta_path if '__editable__' not in getattr(f, '__module__', str(f))]\n"
        f"sys.path.insert(0, {str(target)!r})\n"
        "import dashboard, analysis, data\n"
        f"assert all(m.__file__.startswith({str(target)!r}) for m in (dashboard, analysis, data))\n"
        "sys.argv = ['newstide', 'demo', '--no-serve']\n"
        "from dashboard.cli import main\n"
        "main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": "", "COLUMNS": "120"}
    run = [sys.executable, "-P", "-c", code]
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "1,194 articles in 6 languages" in done.stdout
